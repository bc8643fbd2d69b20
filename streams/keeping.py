"""Stages that have state, and keep it: whoever has a partition next goes on from there."""

import asyncio
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import NamedTuple

from streams.checkpoints.checkpoint import Checkpoint, Restored, Taken
from streams.checkpoints.paged import Paged
from streams.checkpoints.reading import State
from streams.checkpoints.records import Records
from streams.publisher import Publisher
from streams.raw import RawBatch
from streams.stages import Stage

PAUSE = 0.05  # seconds between two partitions, at most


class Snapshot(NamedTuple):
    """Pages as of `positions`, and the checkpoint that they belong to; they count once its manifest is written."""

    source: tuple[str, int]
    checkpoint: Checkpoint
    positions: dict[str, int]
    ends: dict[str, int]
    taken: Taken


class Keeping(Stage):
    """A stage whose state is kept in checkpoints. `outputs` are the topics that it writes to."""

    outputs: tuple[str, ...] = ("alerts", "dead-letter")

    def __init__(self, publisher: Publisher) -> None:
        super().__init__()
        self.publisher = publisher
        self.checkpoints: dict[int, Checkpoint] = {}
        self._said: dict[int, dict[str, int]] = {}  # the positions of the last manifest

    def state(self, partition: int) -> Paged:
        """What is kept of a partition."""
        raise NotImplementedError

    def assign(self, partitions: Iterable[int], count: int) -> set[int]:
        """As every stage does; checkpoints of the others are for others to write."""
        fresh = super().assign(partitions, count)
        kept = self.positions.keys()
        self.checkpoints = {
            partition: checkpoint for partition, checkpoint in self.checkpoints.items() if partition in kept
        }
        self._said = {partition: said for partition, said in self._said.items() if partition in kept}
        return fresh

    def begin(self, partition: int, after: Restored, positions: Mapping[str, int], generation: int, again: int) -> None:
        """A partition that is new goes on behind a checkpoint, at these offsets of the topics that it rests on.

        What came of its records below `again` is on the outputs already.
        """
        self.positions[partition] = positions[self.topic]
        self.checkpoints[partition] = Checkpoint(self.topic, self.state(partition), generation, after, again)

    async def replay(self, partition: int, state: State, until: int, records: Records) -> None:
        """Judges again what led to outputs that are there, as it was judged then; most stages need not know."""

    async def judge(self, raw: RawBatch) -> None:
        """Judges records and notes what they changed."""
        await super().judge(raw)
        self.checkpoints[raw.partition].note(raw.offsets[0])

    async def snapshots(self, budget: int) -> list[Snapshot]:
        """What there is to keep, about so many bytes of it in all.

        A partition at a time, and for as long nothing, so that a finding does not wait until all of them are packed.
        """
        snapshots = list[Snapshot]()
        for partition in [*self.checkpoints]:
            async with self._turn:
                began = monotonic()
                if partition in self.checkpoints:  # and has not gone to another worker since
                    await self._tell([partition])
                    left = budget - sum(one.taken.size for one in snapshots)
                    snapshots += await self._snapshot(partition, max(left, 1))
                took = monotonic() - began
            await asyncio.sleep(min(took, PAUSE))
        return snapshots

    async def _snapshot(self, partition: int, budget: int) -> list[Snapshot]:
        """What there is of a partition, under the stage's turn: nothing is judged meanwhile. At most one."""
        checkpoint, positions = self.checkpoints[partition], self._rests_on(partition)
        if not checkpoint.changed and positions == self._said.get(partition):
            return []
        ends = {topic: self._end(topic, partition) for topic in self.outputs}
        taken = checkpoint.take(self.positions[partition], budget)
        self._said[partition] = positions
        return [Snapshot((self.topic, partition), checkpoint, positions, ends, taken)]

    def _end(self, topic: str, partition: int) -> int:
        """The end of an output, so that all that comes of records not taken yet is behind it."""
        return self.publisher.ends[topic, partition]

    def _rests_on(self, partition: int) -> dict[str, int]:
        """How far the topics have been taken that the state is made of."""
        return {self.topic: self.positions[partition]}
