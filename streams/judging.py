"""The first stage of the worker: events of one stream to findings, a shard a partition."""

import logging
from collections.abc import Iterable, Iterator

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.checkpoints.of_shard import ShardPages
from streams.checkpoints.reading import State
from streams.checkpoints.records import Records
from streams.facts_in_use import Recorded
from streams.fed import Fed
from streams.installation import Installation
from streams.keeping import Keeping
from streams.publisher import Publisher
from streams.raw import RawBatch, pieces
from streams.shard import Shard
from streams.stream import STREAMS

log = logging.getLogger("ringfence")


def as_before(shard: Shard, recorded: Recorded, raw: RawBatch) -> Iterator[RawBatch]:
    """A batch that is read again, cut wherever an account was judged by another record from then on.

    Not where an account is new: that begins with its record of then in any case, and there may be thousands.
    """
    first = dict(zip(reversed(raw.keys or ()), reversed(raw.offsets), strict=False))  # by key, the first of its records

    def begins(account: str, at: int) -> bool:
        return account not in shard.slots and first.get(account.encode()) == at

    changes = recorded.changes(raw.offsets[0], raw.offsets[-1] + 1)
    cuts = [at for at in changes if not all(begins(account, at) for account in recorded.since(at))]
    yield from pieces(raw, cuts)


class Judging(Keeping):
    """Events of one stream to findings, a shard a partition."""

    def __init__(
        self,
        topic: str,
        policy: Policy,
        accounts: AccountsReader,
        publisher: Publisher,
        installation: Installation,
    ) -> None:
        super().__init__(publisher)
        self.topic, self.policy, self.accounts = topic, policy, accounts
        self.installation = installation
        self.shards: dict[int, Shard] = {}
        self.newest: dict[int, int] = {}  # by partition, the latest time of an event that was judged here

    def state(self, partition: int) -> ShardPages:
        """The shard's pages."""
        return ShardPages(self.shards[partition])

    async def replay(self, partition: int, state: State, until: int, records: Records) -> None:
        """Judges again what findings came of, by the account records of then, and what some pages hold already."""
        shard = self.shards[partition]
        recorded = Recorded(state.topics[self.topic].first_uses, self.accounts.table(partition))
        for name, slot in shard.slots.items():
            shard.facts.use(slot, recorded.at(name, int(shard.taken[slot]) - 1))
        begin, until = self.positions[partition], max(until, int(shard.taken.max(initial=0)))
        shard.facts.recorded = recorded
        async for batch in records.between(self.topic, partition, begin, until):
            for raw in as_before(shard, recorded, batch):
                await self.judge(raw)
        shard.facts.recorded = None
        shard.taken = shard.taken[:0]

    def _assign(self, partitions: list[int], count: int) -> None:
        stream, tables = STREAMS[self.topic], self.accounts.table
        self.shards = {
            partition: self.shards.get(partition)
            or Shard(stream, self.policy, tables(partition), partition, count, installation=self.installation)
            for partition in partitions
        }
        self.newest = {partition: ts for partition, ts in self.newest.items() if partition in self.shards}

    async def _take(self, raw: RawBatch) -> None:
        shard, source = self.shards[raw.partition], (self.topic, raw.partition)
        self.installation.refresh()
        batch = shard.read(raw)
        if batch.unknown_accounts and shard.facts.recorded is None:
            await self.accounts.refresh(raw.partition)
        shard.again = self.checkpoints[raw.partition].position
        fed = shard.judge(batch)
        self._count(raw.partition, fed)
        await self.publisher.first_uses(source, fed.first_uses)
        await self.publisher.alerts(source, fed.alerts, raw.offsets[-1])
        await self.publisher.internal(source, fed.told)
        await self.publisher.dead_letters(source, fed.dead)

    def _count(self, partition: int, fed: Fed) -> None:
        if fed.latest:
            self.newest[partition] = max(self.newest.get(partition, 0), fed.latest)
        if fed.left:
            self.publisher.metrics.let_go(self.topic, partition, len(fed.left))
            log.info("%s %d: let go of %d accounts that had been idle", self.topic, partition, len(fed.left))
        if self.shards[partition].facts.recorded is None:  # else it has been counted by whoever judged it first
            self.publisher.metrics.judged(self.topic, partition, fed.events, fed.late)

    async def _tell(self, partitions: Iterable[int]) -> None:
        for partition in partitions:
            await self.publisher.internal((self.topic, partition), self.shards[partition].rest())
