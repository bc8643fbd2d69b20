"""What the stages of the worker share.

A stage owns where it is: `position` is the record that it takes next. A fetch that overlaps what it has taken is cut.
"""

import asyncio
from collections.abc import Iterable

from streams.raw import RawBatch, from_position


class Stage:
    """What stages share: positions, and that one envelope is taken at a time. `topic` is the contract's name."""

    topic: str

    def __init__(self) -> None:
        self.positions: dict[int, int] = {}
        self._turn = asyncio.Lock()
        self._open = False

    async def close(self) -> None:
        """Returns when the envelope in hand is finished; from then on none is taken until the next `open`."""
        async with self._turn:
            self._open = False

    def assign(self, partitions: Iterable[int], count: int) -> set[int]:
        """Keeps these of the `count` partitions of its topic, and returns those that are new: they begin empty.

        The account facts of all of them have been read already.
        """
        kept = set(partitions)
        fresh = kept - self.positions.keys()
        self.positions = {partition: offset for partition, offset in self.positions.items() if partition in kept}
        self._assign(sorted(kept), count)
        return fresh

    def open(self) -> None:
        """Takes envelopes from now on; every partition has its position."""
        self._open = True

    def _assign(self, partitions: list[int], count: int) -> None:
        """Makes room for partitions that are new, and forgets those that have gone."""
        raise NotImplementedError

    async def take(self, raw: RawBatch) -> int | None:
        """Judges what of an envelope has not been taken yet, and sends what comes of it.

        Where records before it were passed over it takes nothing, and returns the offset that it has to go on from.
        """
        async with self._turn:
            if not self._open:
                return None
            position = self.next(raw.partition)
            if raw.since is not None and raw.since > position:
                return position
            fresh = from_position(raw, position)
            if fresh is not None:
                await self.accept(fresh)
            return None

    def next(self, partition: int) -> int:
        """The offset behind all records of a partition that were accepted."""
        return self.positions.get(partition, 0)

    async def accept(self, raw: RawBatch) -> None:
        """Takes records, the next of their partition."""
        await self.judge(raw)

    async def judge(self, raw: RawBatch) -> None:
        """Judges records, the next of their partition."""
        await self._take(raw)
        self.positions[raw.partition] = raw.offsets[-1] + 1

    async def _take(self, raw: RawBatch) -> None:
        raise NotImplementedError

    async def settled(self) -> dict[int, int]:
        """Positions behind which nothing is held back any more: sends what was, for records to come, until now."""
        async with self._turn:
            await self._tell([*self.positions])
            return dict(self.positions)

    async def _tell(self, partitions: Iterable[int]) -> None:
        """Sends what is held back of partitions; most stages hold nothing back."""
