"""Judges all that came while there were fewer partitions, as a worker of then: what comes of it leaves as ever.

Nothing is kept meanwhile. Whoever begins anew goes on from the checkpoints of the workers, and sends nothing twice.
"""

from detectors.policy import Policy
from streams.checkpoints.records import Records
from streams.gathering import KINDS
from streams.metrics import Metrics
from streams.offsets import Offsets
from streams.pipeline import Pipeline
from streams.placement import Growth
from streams.publisher import Publisher
from streams.settings import Settings
from streams.stream import STREAMS

KEYED = (*STREAMS, "accounts", "decisions")  # inputs whose records belong to an account
INTERNAL = (*KINDS, "ringfence.totals", "alerts")  # what stages tell each other


def never(_topic: str, _partition: int, _offset: int) -> bool:
    """Control records are not taken here, so it does not matter what they would have to wait for."""
    return False


class Before:
    """The stages with as many partitions as there were."""

    def __init__(self, settings: Settings, policy: Policy, offsets: Offsets, growth: Growth) -> None:
        self.settings, self.offsets, self.growth = settings, offsets, growth
        self.partitions = range(growth.old)
        self.publisher = Publisher(settings, Metrics())
        self.publisher.partitions = growth.old
        self.pipeline = Pipeline(settings, policy, self.publisher, offsets, never, self._wanted)
        self.pipeline.attributing.now = growth.new
        self.ends: dict[str, dict[int, int]] = {}  # where inputs ended, by topic and partition

    @property
    def began(self) -> dict[tuple[str, int], int]:
        """Where the checkpoints of workers had come to, by topic and partition."""
        return self.pipeline.restoring.began

    async def judge(self) -> None:
        """Judges what is there by now: what reviewers decided before it was judged, then events, sums and findings.

        Ticks wait for what came to the other partitions before them.
        """
        stages, accounts = self.pipeline.stages, self.pipeline.accounts
        self.ends = {t: await self.offsets.ends(t, self.partitions) for t in (*STREAMS, "decisions")}
        own = set(self.partitions)
        await self.pipeline.restoring.take_over(dict.fromkeys(stages, own), self.growth.old, 0)
        async with Records(self.settings, self._wanted) as records:
            for topic in ("decisions", *STREAMS):
                for partition, end in self.ends[topic].items():
                    await self._read(records, topic, partition, end)
            await self._settle(records)
            await accounts.hold()
            while await self._behind():  # findings in the last account records
                await accounts.assign(own, self.growth.old, {})
                await self._settle(records)
                await accounts.hold()
        await self._delivered()

    async def _read(self, records: Records, topic: str, partition: int, end: int) -> None:
        """Has a stage take a partition up to an offset, behind which there may be no record but the mark of its end."""
        stage = self.pipeline.stages[topic]
        async for batch in records.between(topic, partition, stage.positions[partition], end):
            await stage.take(batch)
        stage.positions[partition] = max(stage.positions[partition], end)

    async def _settle(self, records: Records) -> None:
        """Passes on what stages tell each other until none has anything to say."""
        await self._delivered()
        while behind := await self._behind():
            for topic, partition, end in behind:
                await self._read(records, topic, partition, end)
            await self._delivered()

    async def _behind(self) -> list[tuple[str, int, int]]:
        """What stages have not taken of each other's records: topics, partitions and their ends."""
        return [
            (topic, partition, end)
            for topic in INTERNAL
            for partition, end in (await self.offsets.ends(topic, self.partitions)).items()
            if self.pipeline.stages[topic].positions[partition] < end
        ]

    async def _delivered(self) -> None:
        """Returns when all that was said so far can be read."""
        for topic in (*STREAMS, *INTERNAL):
            await self.pipeline.stages[topic].settled()
        for topic in (*self.pipeline.stages, "accounts"):
            for partition in self.partitions:
                await self.publisher.delivered((topic, partition))
        await self.publisher.commit((stage.topic, p) for stage in self.pipeline.keeping for p in self.partitions)

    def _wanted(self, topic: str, partition: int, key: bytes | None) -> bool:
        """Whether a record came before there were more partitions, or goes nowhere in any case."""
        return topic not in KEYED or not self.growth.came(key, partition)
