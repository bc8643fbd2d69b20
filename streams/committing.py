"""When everything that came of records has arrived, how far they have been taken is written down.

The order is what recovery rests on: outputs, then pages, then manifests, then the group's offsets, each awaited. What
is missing of it after a crash makes a restart take records again, and send nothing twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from streams.checkpoints.checkpoint import Written
from streams.keeping import Keeping, Snapshot
from streams.publisher import Publisher
from streams.stages import Stage

Offsets = dict[tuple[str, int], int]  # by topic, by its contract name, and partition


class Committing:
    """Writes checkpoints of the stages, about `budget` bytes of pages each time; `commit` is the group's."""

    def __init__(
        self,
        stages: Mapping[str, Stage],
        publisher: Publisher,
        commit: Callable[[Offsets], Awaitable[None]],
        budget: int,
    ) -> None:
        self.stages, self.publisher, self.commit, self.budget = stages, publisher, commit, budget
        self._turn = asyncio.Lock()
        self.done = 0.0  # when it was last done, by a clock that only goes forward
        self._first = 0  # the stage that has the budget first, each in turn

    async def run(self) -> None:
        """Makes one checkpoint of every partition that has come further."""
        async with self._turn:
            began = monotonic()
            snapshots = await self._snapshots()
            await self.outputs(snapshots)
            await self.pages(snapshots)
            await self.manifests(snapshots)
            self.publisher.metrics.kept((snapshot.source, snapshot.taken.size) for snapshot in snapshots)
            await self.publisher.commit(snapshot.source for snapshot in snapshots)
            offsets = {
                (topic, s.source[1]): position
                for s in snapshots
                for topic, position in s.positions.items()
                if topic in self.stages
            }
            await self.commit(offsets)
            self.done = monotonic()
            self.publisher.metrics.commit.observe(self.done - began)

    async def _snapshots(self) -> list[Snapshot]:
        stages = list(self.stages.values())
        self._first = (self._first + 1) % len(stages)
        taken, left = list[Snapshot](), self.budget
        for stage in stages:
            if not isinstance(stage, Keeping):
                await stage.settled()
        for stage in [*stages[self._first :], *stages[: self._first]]:
            if isinstance(stage, Keeping):
                taken += await stage.snapshots(left)
                left = max(self.budget - sum(snapshot.taken.size for snapshot in taken), 1)
        return taken

    async def outputs(self, snapshots: list[Snapshot]) -> None:
        """Returns when all that came of what was taken has arrived."""
        for snapshot in snapshots:
            for topic in snapshot.positions:
                await self.publisher.delivered((topic, snapshot.source[1]))

    async def pages(self, snapshots: list[Snapshot]) -> None:
        """Packs the pages, beside all else, and keeps them; returns when they have arrived."""
        packed = await asyncio.to_thread(lambda: [snapshot.taken.packed() for snapshot in snapshots])
        await self._kept([(s, s.checkpoint.written(s.taken, own)) for s, own in zip(snapshots, packed, strict=True)])

    async def manifests(self, snapshots: list[Snapshot]) -> None:
        """Makes the checkpoints count."""
        await self._kept([(s, [s.checkpoint.manifest(s.positions, s.ends)]) for s in snapshots])

    async def _kept(self, written: list[tuple[Snapshot, Written]]) -> None:
        for snapshot, records in written:
            await self.publisher.kept(snapshot.source, records)
        for snapshot, _ in written:
            await self.publisher.delivered(snapshot.source)
