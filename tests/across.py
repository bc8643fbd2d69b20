"""All stages behind the reading of records, over some partitions, where nothing but what Kafka promises is in order.

What one source sends to one partition stays in its order; of several any may come first. A stage that gathers may be
taken over at any record: by one that has what was kept some records before, and takes those again.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from streams.checkpoints.of_books import BookPages
from streams.checkpoints.paged import Page
from streams.gathering import KINDS
from streams.installation import Installation
from streams.internal import Internal, routed
from streams.placement import home
from streams.pools import Pools
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from streams.stream import STREAMS
from streams.totals import Totals
from tests.product import known
from tests.stories import POLICY, Record

Place = tuple[str, int]  # topic and partition
SUMS = "ringfence.totals"


class Stage:
    """What one partition of an internal topic is taken by, what it took, and its pages as they were kept."""

    def __init__(self, topic: str, partitions: int) -> None:
        self.topic, self.partitions = topic, partitions
        self.taken: list[Internal] = []
        self.kept: dict[str, Page] = {}
        self.at = 0  # of what was taken, how much is in the pages
        self.begin()

    def begin(self) -> None:
        """Goes on from the pages that were kept."""
        if self.topic == SUMS:
            self.state: Any = Totals(POLICY)
            self.pages: Any = BookPages(self.state, Pools(range(self.partitions)))
        else:
            self.state = KINDS[self.topic].state(self.partitions)
            self.pages = KINDS[self.topic].pages(self.state)
        self.pages.restore(self.kept)

    def keep(self) -> None:
        """Keeps the pages that have changed."""
        for name in self.pages.touched():
            data = self.pages.page(name)
            self.kept = {kept: page for kept, page in self.kept.items() if kept != name}
            if data is not None:
                self.kept[name] = Page(len(self.taken), data)
        self.at = len(self.taken)


class Across:
    """Shards of some streams on `partitions` partitions each, and the stages behind them."""

    def __init__(self, records: Sequence[Record], streams: Iterable[str], partitions: int, seed: int) -> None:
        self.rng, self.partitions, self.facts = random.Random(seed), partitions, known(records)
        self.shards = {
            (name, p): Shard(STREAMS[name], POLICY, self.facts, p, partitions, installation=Installation())
            for name in streams
            for p in range(partitions)
        }
        self.stages = {(t, p): Stage(t, partitions) for t in (*KINDS, SUMS) for p in range(partitions)}
        self.on_the_way: dict[tuple[Place, Place], list[Internal]] = defaultdict(list)  # by source and where it goes
        self.alerts: list[Alert] = []
        self.again = 0  # alerts that were made once more by a stage that took records again

    def judge(self, streams: Mapping[str, Sequence[Record]]) -> list[Alert]:
        """All that is found; the events of an account on a stream come in their order."""
        left = {
            (name, p): [event for event in events if home(event["account"], self.partitions) == p]
            for name, events in streams.items()
            for p in range(self.partitions)
        }
        left = {place: events for place, events in left.items() if events}
        offsets = dict.fromkeys(left, 0)
        while left or self.on_the_way:
            if left and (not self.on_the_way or self.rng.random() < 0.3):
                place = self.rng.choice(sorted(left))
                size = self.rng.choice([1, 7, 1_000])
                self._read(place, left[place][:size], offsets[place])
                offsets[place] += size
                left[place] = left[place][size:]
                if not left[place]:
                    del left[place]
            else:
                self._hand_over(*self.rng.choice(sorted(self.on_the_way)))
            if self.rng.random() < 0.1:
                self._disturb(self.stages[self.rng.choice(sorted(self.stages))])
        return self.alerts

    def _read(self, place: Place, events: Sequence[Record], offset: int) -> None:
        values = [msgspec.json.encode(event) for event in events]
        fed = self.shards[place].feed(RawBatch(place[0], place[1], range(offset, offset + len(values)), values))
        assert not fed.dead, f"not a record by the contract: {fed.dead[0].error}"
        self.tell(place, fed.told)

    def tell(self, source: Place, records: Iterable[Internal]) -> None:
        """Sends what a source says, each record to where it is gathered."""
        for topic, partition, _, record in routed(records, source[1], self.partitions):
            self.on_the_way[source, (topic, partition)].append(record)

    def _hand_over(self, source: Place, to: Place) -> None:
        waiting = self.on_the_way[source, to]
        record = waiting.pop(0)
        if not waiting:
            del self.on_the_way[source, to]
        stage = self.stages[to]
        stage.taken.append(record)
        self.alerts += self._take(stage, to, record)

    def _take(self, stage: Stage, place: Place, record: Any) -> list[Alert]:  # noqa: ANN401 - each stage its own kind
        if stage.topic == SUMS:
            said = stage.state.take(record, self.facts.record(record.account))
        else:
            said = stage.state.take(record)
        self.tell(place, (one for one in said if not isinstance(one, Alert)))
        return [one for one in said if isinstance(one, Alert)]

    def _disturb(self, stage: Stage) -> None:
        """Keeps what a stage has, or has another go on from what was kept, which takes the records since then again."""
        if self.rng.random() < 0.5:
            stage.keep()
            return
        stage.begin()
        place = next(place for place, one in self.stages.items() if one is stage)
        there = {alert.id for alert in self.alerts}
        for record in stage.taken[stage.at :]:
            again = self._take(stage, place, record)
            assert {alert.id for alert in again} <= there
            self.again += len(again)
