"""The worker's enforcement stage: findings and decisions to recommendations, the cases of one partition at a time."""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from streams.checkpoints.checkpoint import Restored, Written
from streams.checkpoints.of_cases import CasePages
from streams.checkpoints.reading import State
from streams.checkpoints.records import Records
from streams.checkpoints.saved import Order, order_key
from streams.desk import Desk
from streams.enforcement import inputs
from streams.facts import FirstUse
from streams.facts_in_use import Recorded
from streams.keeping import Keeping, Snapshot
from streams.raw import RawBatch, pieces
from streams.reasons import readable
from streams.records import Alert, Recommendation
from streams.stages import Stage

ALERTS = msgspec.json.Decoder(Alert)
ALL = 1 << 62  # bytes: what rests on several topics is kept whole, so that all of it is true for the same positions


class Again(NamedTuple):
    """Records of `decisions` or `control` that were taken when what is below `alerts` on that topic had been."""

    topic: str
    alerts: int
    raw: RawBatch


class Recommending(Keeping):
    """Findings to recommendations. `followers` are the other stages that move cases, by contract name."""

    topic = "alerts"
    outputs = ("enforcement", "dead-letter", "alerts", "ringfence.audit")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.publisher)
        self.desk = desk
        self.followers: Mapping[str, Stage] = {}
        desk.position = lambda partition: self.positions.get(partition, 0)

    def state(self, partition: int) -> CasePages:
        """The cases of a partition."""
        return CasePages(self.desk.cases[partition], self.desk.used[partition])

    def begin(self, partition: int, after: Restored, positions: Mapping[str, int], generation: int, again: int) -> None:
        """A partition goes on, and with it those of the other topics that move its cases."""
        super().begin(partition, after, positions, generation, again)
        for topic, stage in self.followers.items():
            stage.positions[partition] = positions[topic]

    async def replay(self, partition: int, state: State, until: int, records: Records) -> None:
        """Takes findings, decisions and control records in the order in which they were taken before."""
        await self.desk.audit.begin(partition, records)
        orders = sorted(
            (o for topic in self.followers for o in state.topics[topic].orders.values()), key=lambda order: order.number
        )
        self.desk.numbers[partition] = orders[-1].number + 1 if orders else 0
        waiting = deque(await self._again(records, partition, orders))
        recorded = Recorded(state.topics[self.topic].first_uses, self.desk.accounts.table(partition))
        begin, until = self.positions[partition], max([until, *(again.alerts for again in waiting)])
        cuts = sorted({*recorded.changes(begin, until), *(again.alerts for again in waiting)})
        self.desk.recorded[partition] = recorded
        async for batch in records.between(self.topic, partition, begin, until):
            for raw in pieces(batch, cuts):
                await self._catch_up(partition, raw.offsets[0], waiting)
                await self.judge(raw)
        await self._catch_up(partition, until, waiting)
        del self.desk.recorded[partition]
        await self.desk.again(partition)

    async def _again(self, records: Records, partition: int, orders: Iterable[Order]) -> list[Again]:
        """What orders say was taken, each record once: those of two workers may overlap, or lack one."""
        found, positions = list[Again](), {topic: own.positions[partition] for topic, own in self.followers.items()}
        for order in orders:
            begin, end = positions[order.topic], order.last + 1
            again = [raw async for raw in records.between(order.topic, partition, begin, end)]
            found += [Again(order.topic, order.alerts, raw) for raw in again]
            positions[order.topic] = max(begin, end)
        return found

    async def _catch_up(self, partition: int, position: int, waiting: deque[Again]) -> None:
        """What had come before a finding."""
        while waiting and waiting[0].alerts <= position:
            again = waiting.popleft()
            await self.followers[again.topic].judge(again.raw)
        uses = self.desk.recorded[partition].since(position)
        async with self.desk.turn:
            for account in uses:
                if account in self.desk.used[partition]:
                    _, revised = self.desk.use(partition, account, position)
                    await self.desk.publish((self.topic, partition), [], revised, [], position)

    def _assign(self, partitions: list[int], count: int) -> None:  # noqa: ARG002 - the same for all stages
        self.desk.assign(partitions)

    async def _take(self, raw: RawBatch) -> None:
        alerts, dead = readable(raw, ALERTS)
        partition, desk = raw.partition, self.desk
        known = desk.accounts.table(partition).latest
        if partition not in desk.recorded and any(alert.account not in known for _, alert in alerts):
            await desk.accounts.refresh(partition)  # not in the desk's turn: the reader waits for that as well
        async with desk.turn:
            uses, records = list[FirstUse](), list[Recommendation]()
            for offset, alert in alerts:
                used, revised = desk.use(partition, alert.account, offset)
                uses, records = uses + used, records + revised
                records += desk.cases[partition].alert(alert, desk.record(partition, alert.account, offset))
            await desk.publish((self.topic, partition), uses, records, dead, raw.offsets[-1])

    async def _snapshot(self, partition: int, budget: int) -> list[Snapshot]:  # noqa: ARG002 - all of it, however large
        async with self.desk.turn:
            self.checkpoints[partition].note(self.positions[partition])  # decisions and facts change cases too
            said = self._said.get(partition, {})
            taken = await super()._snapshot(partition, ALL)
            for snapshot in taken:
                snapshot.taken.gone.extend(self._covered(partition, said))
            return taken

    def _covered(self, partition: int, said: Mapping[str, int]) -> Written:
        """Orders that the last manifest has behind it are of no more use."""
        orders = self.desk.orders[partition]
        gone = [order for order in orders if order.last < said.get(order.topic, 0)]
        self.desk.orders[partition] = orders[len(gone) :]
        return [(order_key(order.topic, order.first), None) for order in gone]

    def _end(self, topic: str, partition: int) -> int:
        return self.desk.accounts.sent_behind(partition, topic, super()._end(topic, partition))

    def _rests_on(self, partition: int) -> dict[str, int]:
        followers = {topic: stage.positions[partition] for topic, stage in self.followers.items()}
        return {self.topic: self.positions[partition], **followers, "accounts": self.desk.accounts.reported(partition)}


class Deciding(Stage):
    """Decisions to what they change of the cases."""

    topic = "decisions"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def _assign(self, partitions: list[int], count: int) -> None:
        """The desk has what `alerts` has, whose partitions are the same."""

    async def _take(self, raw: RawBatch) -> None:
        async with self.desk.turn:
            await self.desk.order(raw, self.topic)
            table = self.desk.accounts.table(raw.partition)
            taken = inputs.decisions(self.desk.cases[raw.partition], raw, table.record)
            source = (self.topic, raw.partition)
            await self.desk.audit.write(source, taken.notes)
            await self.desk.publish(source, [], taken.records, taken.dead, raw.offsets[-1])
