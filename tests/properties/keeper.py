"""One partition of a stream in somebody's hands, and in those of whoever takes it over."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from streams.facts import Accounts, FirstUse
from streams.facts_in_use import Recorded
from streams.internal import Internal
from streams.judging import as_before
from streams.paging import page, pages, restore
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from streams.stream import STREAMS
from tests.oracle import Event
from tests.stories import POLICY


def lines(stream: str, partition: int, events: Sequence[Event], begin: int, end: int) -> RawBatch:
    """The events from the `begin`-th on as a topic has them, which are at these offsets."""
    own = events[begin:end]
    keys = [str(event["account"]).encode() for event in own]
    times = [int(event["ts"]) for event in own]
    values = [msgspec.json.encode(event) for event in own]
    return RawBatch(stream, partition, range(begin, end), values, keys, [()] * len(own), times)


class Keeper:
    """A shard, the account records that have come to it, and what it wrote down of their first uses."""

    def __init__(self, stream: str, partition: int = 0, partitions: int = 1) -> None:
        self.stream, self.partition, self.partitions = stream, partition, partitions
        self.accounts = Accounts()
        self.shard = Shard(STREAMS[stream], POLICY, self.accounts, partition, partitions)
        self.uses: dict[str, list[FirstUse]] = defaultdict(list)

    def hear(self, offset: int, record: object) -> None:
        """An account record comes."""
        assert not self.accounts.feed(RawBatch("accounts", 0, [offset], [msgspec.json.encode(record)]))

    def judge(self, raw: RawBatch) -> list[Alert | Internal]:
        """What comes of events."""
        fed = self.shard.feed(raw)
        assert not fed.dead, f"not a record by the contract: {fed.dead[0].error}"
        for use in fed.first_uses:
            self.uses[use.account].append(use)
        return fed.said

    def judge_again(self, raw: RawBatch) -> list[Alert | Internal]:
        """The same of events that have been judged before, by the account records of then."""
        recorded = self.shard.facts.recorded
        assert recorded is not None
        return [one for piece in as_before(self.shard, recorded, raw) for one in self.judge(piece)]

    def go_on(self) -> None:
        """All that had been judged before has been judged again."""
        self.shard.facts.recorded = None
        self.shard.taken = self.shard.taken[:0]

    def state(self) -> list[bytes]:
        """All its pages."""
        return [page(self.shard, number) for number in range(pages(self.shard))]


def heir(of: Keeper, kept: Sequence[bytes], at: int, facts: Sequence[tuple[int, object]]) -> Keeper:
    """Another that has the pages kept at an offset, what was written down, and all account records there are by now.

    Of what was written down before these pages, compaction has left the last word on each account alone.
    """
    new = Keeper(of.stream, of.partition, of.partitions)
    left = {account: [use for use in uses if use.at >= at] or uses[-1:] for account, uses in of.uses.items()}
    uses = [use for own in left.values() for use in own]
    new.accounts.wanted = {offset for use in uses for offset in (use.accounts_offset, use.before) if offset is not None}
    for offset, record in facts:
        new.hear(offset, record)
    new.accounts.drained()  # what records say by themselves has been said
    for one in kept:
        restore(new.shard, one)
        new.shard.taken_below(at)
    recorded = Recorded(left, new.accounts)
    for slot, name in enumerate(new.shard.names):
        new.shard.facts.use(slot, recorded.at(name, at - 1))
    new.shard.facts.recorded = recorded
    new.uses = of.uses
    return new
