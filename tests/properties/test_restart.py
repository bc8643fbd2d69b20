"""A shard that is taken over at any record goes on as if nothing had happened, whenever account records had come."""

import random
from collections import defaultdict

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.facts import Accounts, FirstUse
from streams.facts_in_use import Recorded
from streams.judging import as_before
from streams.paging import page, pages, restore
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from streams.stream import STREAMS
from tests.oracle import Event
from tests.stories import POLICY
from tests.traffic import random_traffic

Told = list[Alert]


def lines(events: list[Event], begin: int, end: int) -> RawBatch:
    own = events[begin:end]
    keys = [str(event["account"]).encode() for event in own]
    times = [int(event["ts"]) for event in own]
    return RawBatch("calls", 0, range(begin, end), [msgspec.json.encode(e) for e in own], keys, [()] * len(own), times)


class Worker:
    """A shard, the account records that have come to it, and what it wrote down of their first uses."""

    def __init__(self) -> None:
        self.accounts = Accounts()
        self.shard = Shard(STREAMS["calls"], POLICY, self.accounts)
        self.uses: dict[str, list[FirstUse]] = defaultdict(list)

    def hear(self, offset: int, record: object) -> None:
        value = msgspec.json.encode(record)
        assert not self.accounts.feed(RawBatch("accounts", 0, [offset], [value]))

    def judge(self, raw: RawBatch) -> Told:
        fed = self.shard.feed(raw)
        for use in fed.first_uses:
            self.uses[use.account].append(use)
        return fed.alerts

    def state(self) -> list[bytes]:
        return [page(self.shard, number) for number in range(pages(self.shard))]


def heir(of: Worker, kept: list[bytes], at: int, facts: list[tuple[int, object]]) -> Worker:
    """Another that has the pages kept at an offset, what was written down, and all account records there are by now."""
    new = Worker()
    new.accounts.wanted = {use.accounts_offset for uses in of.uses.values() for use in uses}
    for offset, record in facts:
        new.hear(offset, record)
    for one in kept:
        restore(new.shard, one)
        new.shard.taken_below(at)
    recorded = Recorded(of.uses, new.accounts)
    for slot, name in enumerate(new.shard.names):
        new.shard.facts.use(slot, recorded.at(name, at - 1))
    new.shard.facts.recorded = recorded
    new.uses = of.uses
    return new


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 400), st.integers(0, 400), st.integers(0, 400))
def test_it_goes_on_as_if_nothing_had_happened(seed: int, batch: int, kept_at: int, died_at: int) -> None:
    rng = random.Random(seed)
    records, events = random_traffic(rng.randrange(10_000), 400, 6, "mixed")
    kept_at, died_at = min(kept_at, died_at), max(kept_at, died_at)
    # each account's record comes at some time, and may come again with other limits
    versions = [record | {"limits": {"cps": limit}} for record in records for limit in (1, 3, 50)]
    coming = sorted((rng.randrange(450), i) for i in range(len(versions)))
    facts: list[tuple[int, object]] = []
    first, alerts, kept = Worker(), Told(), list[bytes]()
    at = 0
    while at < min(died_at, len(events)):
        while coming and coming[0][0] <= at:
            _, i = coming.pop(0)
            facts.append((len(facts), versions[i]))
            first.hear(*facts[-1])
        end = min(at + rng.randint(1, batch), died_at, len(events))
        if at <= kept_at:
            end = min(end, kept_at) if end > kept_at > at else end
            if at == kept_at or not kept:
                kept, saved_at = first.state(), at
        alerts += first.judge(lines(events, at, end))
        at = end
    if not kept:
        return
    facts += [(len(facts) + n, versions[i]) for n, (_, i) in enumerate(coming)]
    second, again = heir(first, kept, saved_at, facts), Told()
    begin = max(saved_at - rng.randrange(50), 0)  # the oldest page may be older than this one
    while begin < at:
        end = min(begin + rng.randint(1, 400), at)
        for raw in as_before(second.shard, second.shard.facts.recorded, lines(events, begin, end)):  # type: ignore[arg-type]
            again += second.judge(raw)
        begin = end
    assert [alert for alert in alerts if alert in again] == again
    assert second.state() == first.state()


def test_a_thousand_newcomers_are_one_batch() -> None:
    worker = Worker()
    events: list[Event] = [
        {"id": "e", "account": f"a{i}", "ts": 1_790_000_000_000, "event": "complaint", "to": "+13125550100"}
        for i in range(1_000)
    ]
    for i in range(1_000):
        worker.hear(i, {"account": f"a{i}"})
    worker.judge(lines(events, 0, 1_000))
    second = heir(worker, [], 0, [(i, {"account": f"a{i}"}) for i in range(1_000)])
    recorded = second.shard.facts.recorded
    assert recorded is not None
    assert len(list(as_before(second.shard, recorded, lines(events, 0, 1_000)))) == 1
