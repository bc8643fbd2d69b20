"""The stages with as many partitions as there are now: they take over what the others had, and all of it is kept.

What was sent to the right partition before they were there, between records that were not, is judged by them; what
comes of that appears at once with their state, or not at all.
"""

from detectors.policy import Policy
from streams.accounts_reader import Known
from streams.checkpoints.reading import Saved
from streams.checkpoints.records import Records
from streams.checkpoints.written import OUTPUTS
from streams.facts import Accounts
from streams.metrics import Metrics
from streams.offsets import Offsets
from streams.pipeline import Pipeline
from streams.placement import Growth, home
from streams.producers import AtOnce
from streams.publisher import Publisher
from streams.rescaling.account_records import Copied
from streams.rescaling.before import INTERNAL, KEYED, Before, never
from streams.rescaling.moving import Names, move_books, move_cases, move_gathered, move_shards
from streams.settings import Settings
from streams.stream import STREAMS

HOUR = 3_600_000  # ms
FIRST = 0  # a generation before those of any group


class After:
    """The stages with the new number of partitions."""

    def __init__(self, settings: Settings, policy: Policy, offsets: Offsets, growth: Growth, producers: AtOnce) -> None:
        self.settings, self.offsets, self.growth, self.producers = settings, offsets, growth, producers
        self.partitions = range(growth.new)
        self.publisher = Publisher(settings, Metrics(), producers)
        self.publisher.partitions = growth.new
        self.pipeline = Pipeline(settings, policy, self.publisher, offsets, never, self._wanted)

    async def take_over(self, before: Before, copied: Copied) -> None:
        """Moves all state, judges what had come already, and keeps it."""
        pipeline, own = self.pipeline, set(self.partitions)
        await pipeline.accounts.assign(own, len(own), {p: Known(copied.ends[p], set()) for p in own})
        for stage in pipeline.stages.values():
            stage.assign(own, len(own))
        for topic in OUTPUTS:
            for partition, end in (await self.offsets.ends(topic, own)).items():
                self.publisher.ends[topic, partition] = end
        await self._begin(before)
        old = before.pipeline
        moved = [move_shards(was, now) for was, now in zip(old.judging, pipeline.judging, strict=True)]
        moved += [move_gathered(was, now) for was, now in zip(old.gathering, pipeline.gathering, strict=True)]
        moved += [move_books(old.totalling, pipeline.totalling)]
        moved += [move_cases(old.recommending, pipeline.recommending, copied.at)]
        await self._judge(before, copied)
        await pipeline.accounts.hold()
        await self._keep(moved)

    async def _begin(self, before: Before) -> None:
        """Has stages go on where the others began; where there was nobody, at the beginning."""
        begins = {t: await self.offsets.beginnings(t, self.partitions) for t in (*STREAMS, "decisions")}
        control = await self._control(before)
        ends = {topic: await self.offsets.ends(topic, self.partitions) for topic in INTERNAL}
        for stage in self.pipeline.keeping:
            for partition in self.partitions:
                positions = {t: before.began.get((t, partition), begin[partition]) for t, begin in begins.items()}
                positions["control"] = control[partition]
                positions |= {topic: end[partition] for topic, end in ends.items()}
                stage.begin(partition, Saved().newest(stage.state(partition).layout), positions, FIRST, 0)
        async with Records(self.settings) as records:
            for partition in self.partitions:
                await self.pipeline.recommending.desk.audit.begin(partition, records)
        for each in self.pipeline.stages.values():
            each.open()

    async def _control(self, before: Before) -> dict[int, int]:
        """Where control records go on, so that no account misses one that its partition had not taken yet.

        They are in all partitions, and whoever takes one again sees nothing of it. So all go back an hour behind the
        first that anybody lacks.
        """
        begins = await self.offsets.beginnings("control", self.partitions)
        ends = await self.offsets.ends("control", self.partitions)
        positions = before.pipeline.controlling.positions
        lacking = list[int]()
        async with Records(self.settings) as reading:
            for partition, position in positions.items():
                async for batch in reading.between("control", partition, position, ends[partition]):
                    lacking += batch.timestamps or ()
        if not lacking:
            return begins | positions
        since = await self.offsets.since("control", positions, max(0, min(lacking) - HOUR))
        return begins | {partition: min(offset, positions[partition]) for partition, offset in since.items()}

    async def _judge(self, before: Before, copied: Copied) -> None:
        """Judges what came to the partitions that the others had, and was left out by them."""
        stages = self.pipeline.stages
        for partition, came in copied.came.items():
            known, source = Accounts(partition, self.growth.new), ("accounts", partition)
            for raw in came:
                await self.publisher.dead_letters(source, known.feed(raw))
            for offset, record in known.drained():
                found = before.pipeline.accounts.judge(home(record.account, self.growth.old), record)
                await self.publisher.alerts(source, found, offset)
        async with Records(self.settings, self._wanted) as reading:
            for topic in ("decisions", *STREAMS):
                for partition, end in before.ends[topic].items():
                    async for batch in reading.between(topic, partition, stages[topic].positions[partition], end):
                        await stages[topic].take(batch)
                    stages[topic].positions[partition] = end
        for topic in (*stages, "accounts"):
            for partition in self.partitions:
                await self.publisher.delivered((topic, partition))

    async def _keep(self, moved: list[Names]) -> None:
        """Keeps all pages, those that were moved and those that have come."""
        for stage, names in zip(self.pipeline.keeping, moved, strict=True):
            for partition, checkpoint in stage.checkpoints.items():
                checkpoint.change(names[partition], stage.positions[partition])
        await self.pipeline.keep(self.settings.checkpoint_budget)

    def _wanted(self, topic: str, partition: int, key: bytes | None) -> bool:
        """Whether a record was left out by the others; account records have been moved, so all of them are read."""
        return topic == "accounts" or topic not in KEYED or self.growth.came(key, partition)
