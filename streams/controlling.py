"""The worker's stage for `control`: ticks, once all that was there before them has been judged.

A tick says how late it is, so what is due by it may only run when nothing that came before is still under way: not in
the streams, not in the sums over them, not in the findings. A record waits for each of these in turn; those behind it
wait with it, since they may be about what a tick leads to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from streams.complete import Complete
from streams.desk import Desk
from streams.enforcement.inputs import control
from streams.gathering import KINDS
from streams.offsets import Offsets
from streams.raw import RawBatch
from streams.stages import Stage
from streams.stream import STREAMS
from streams.ticks import latest_tick

# what has to be judged, each when that before it has been
STEPS = (tuple(STREAMS), tuple(KINDS), ("ringfence.totals",), ("alerts",))
DRAWN = 2  # the step behind which all draws have been told

Reached = Callable[[str, int, int], bool]  # whether a stage has taken all below an offset of a topic's partition


class Gate(NamedTuple):
    """Records of a partition, and what they wait for: that the stages of a step reach these offsets."""

    records: list[RawBatch]
    step: int
    until: Mapping[str, int]


class Controlling(Stage):
    """Takes control records when what came before them has been judged.

    `before` are the stages that do that, by contract name.
    """

    topic = "control"

    def __init__(self, desk: Desk, before: Mapping[str, Stage], offsets: Offsets, reached: Reached) -> None:
        super().__init__()
        self.desk, self.before, self.offsets, self.reached = desk, before, offsets, reached
        self._waiting: dict[int, list[RawBatch]] = {}
        self._gates: dict[int, Gate] = {}

    def _assign(self, partitions: Sequence[int], count: int) -> None:  # noqa: ARG002 - the same for all stages
        """What waited is read again: no position is behind it."""
        self._waiting, self._gates = {partition: [] for partition in partitions}, {}

    def next(self, partition: int) -> int:
        """Behind those that wait, too."""
        waiting = self._waiting[partition]
        return waiting[-1].offsets[-1] + 1 if waiting else super().next(partition)

    async def accept(self, raw: RawBatch) -> None:
        """Lets records wait; `settled` looks whether they still have to."""
        self._waiting[raw.partition].append(raw)

    async def _tell(self, partitions: Iterable[int]) -> None:
        for partition in partitions:
            if self._waiting.get(partition) and self._open:
                await self._advance(partition)

    async def _advance(self, partition: int) -> None:
        """Goes as many steps as can be gone, and takes the records that have no more of them before them."""
        gate = self._gates.get(partition) or await self._gate(partition, 0, list(self._waiting[partition]))
        while all(self.reached(topic, partition, offset) for topic, offset in gate.until.items()):
            for topic in STEPS[gate.step]:
                await self.before[topic].settled()
                await self.desk.publisher.delivered((topic, partition))
            if gate.step + 1 == len(STEPS):
                await self._take_all(partition, gate.records)
                return
            if gate.step == DRAWN:
                ts = max(latest_tick(raw.values) for raw in gate.records)
                await self.desk.publisher.internal((self.topic, partition), [Complete(partition, ts)] if ts else [])
            gate = await self._gate(partition, gate.step + 1, gate.records)

    async def _gate(self, partition: int, step: int, records: list[RawBatch]) -> Gate:
        ends = {topic: (await self.offsets.ends(topic, [partition]))[partition] for topic in STEPS[step]}
        self._gates[partition] = Gate(records, step, ends)
        return self._gates[partition]

    async def _take_all(self, partition: int, records: list[RawBatch]) -> None:
        for raw in records:
            await self.judge(raw)
        del self._waiting[partition][: len(records)], self._gates[partition]

    async def _take(self, raw: RawBatch) -> None:
        async with self.desk.turn:
            await self.desk.order(raw, self.topic)
            table = self.desk.accounts.table(raw.partition)
            taken = control(self.desk.cases[raw.partition], raw, table.record)
            source = (self.topic, raw.partition)
            await self.desk.audit.write(source, taken.notes)
            await self.desk.publish(source, [], taken.records, taken.dead, raw.offsets[-1])
