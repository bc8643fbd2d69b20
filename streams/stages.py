"""What the stages of the worker share, and the first of them: events of a stream to findings, a partition at a time.

A stage owns where it is: `position` is the record that it takes next. A fetch that overlaps what it has taken is cut.
"""

import asyncio
from collections.abc import Iterable

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.installation import Installation
from streams.publisher import Publisher
from streams.raw import RawBatch
from streams.shard import Shard
from streams.stream import STREAMS


class Stage:
    """What stages share: positions, and that one envelope is taken at a time. `topic` is the contract's name."""

    topic: str

    def __init__(self) -> None:
        self.positions: dict[int, int] = {}
        self._turn = asyncio.Lock()
        self._open = False

    async def close(self) -> None:
        """Returns when the envelope in hand is finished; from then on none is taken until the next `assign`."""
        async with self._turn:
            self._open = False

    def assign(self, partitions: Iterable[int], count: int) -> None:
        """Keeps these of the `count` partitions of its topic; those that are new begin empty, the others go on.

        The account facts of all of them have been read already.
        """
        kept = set(partitions)
        self.positions = {partition: offset for partition, offset in self.positions.items() if partition in kept}
        self._assign(sorted(kept), count)
        self._open = True

    def begin(self, partition: int, offset: int) -> None:
        """A partition that is new goes on at an offset."""
        self.positions.setdefault(partition, offset)

    def _assign(self, partitions: list[int], count: int) -> None:
        raise NotImplementedError

    async def take(self, raw: RawBatch) -> None:
        """Judges what of an envelope has not been taken yet, and sends what comes of it."""
        async with self._turn:
            fresh = from_position(raw, self.positions.get(raw.partition, 0))
            if self._open and fresh is not None:
                await self._take(fresh)
                self.positions[raw.partition] = fresh.offsets[-1] + 1

    async def _take(self, raw: RawBatch) -> None:
        raise NotImplementedError

    async def settled(self) -> dict[int, int]:
        """Positions behind which nothing is held back any more: sends what was, for records to come, until now."""
        async with self._turn:
            await self._tell()
            return dict(self.positions)

    async def _tell(self) -> None:
        """Sends what is held back; most stages hold nothing back."""


class Judging(Stage):
    """Events of one stream to findings, a shard a partition."""

    def __init__(
        self,
        topic: str,
        policy: Policy,
        accounts: AccountsReader,
        publisher: Publisher,
        installation: Installation,
    ) -> None:
        super().__init__()
        self.topic, self.policy, self.accounts, self.publisher = topic, policy, accounts, publisher
        self.installation = installation
        self._shards: dict[int, Shard] = {}

    def _assign(self, partitions: list[int], count: int) -> None:
        stream, tables = STREAMS[self.topic], self.accounts.table
        self._shards = {
            partition: self._shards.get(partition)
            or Shard(stream, self.policy, tables(partition), partition, count, installation=self.installation)
            for partition in partitions
        }

    async def _take(self, raw: RawBatch) -> None:
        shard, source = self._shards[raw.partition], (self.topic, raw.partition)
        batch = shard.read(raw)
        if batch.unknown_accounts:
            await self.accounts.refresh(raw.partition)
        fed = shard.judge(batch)
        await self.publisher.first_uses(source, fed.first_uses)
        await self.publisher.alerts(source, fed.alerts)
        await self.publisher.internal(source, fed.totals)
        await self.publisher.dead_letters(source, fed.dead)

    async def _tell(self) -> None:
        for partition, shard in self._shards.items():
            await self.publisher.internal((self.topic, partition), shard.rest())


def from_position(raw: RawBatch, position: int) -> RawBatch | None:
    """What of a batch stands at or behind `position`; None: nothing."""
    if raw.offsets[0] >= position:
        return raw
    taken = sum(offset < position for offset in raw.offsets)
    if taken == len(raw.offsets):
        return None
    return raw._replace(
        offsets=raw.offsets[taken:],
        values=raw.values[taken:],
        keys=raw.keys[taken:] if raw.keys is not None else None,
        headers=raw.headers[taken:] if raw.headers is not None else None,
        timestamps=raw.timestamps[taken:] if raw.timestamps is not None else None,
    )
