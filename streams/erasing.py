"""`ringfence erase`: somebody goes out of all that workers keep, in one transaction, while none is running.

What is on topics as records goes with these: by compaction, or by their retention.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack

from aiokafka.errors import KafkaError

from detectors.policy import Policy
from streams import topics
from streams.auditing.entry import Entry
from streams.build import build
from streams.checkpoints.paged import Paged
from streams.errors import Failed
from streams.keeping import Keeping
from streams.members import refuse_members
from streams.metrics import Metrics
from streams.offsets import Offsets
from streams.pipeline import Pipeline
from streams.producers import AtOnce
from streams.publisher import Publisher
from streams.settings import Settings
from streams.topic_table import TOPICS


class Erasing(ABC):
    """Takes over what is kept, as a worker that has all partitions, and keeps it again without somebody.

    `entry` is for the audit log, of the partition that `forget` returns. `pages` is how many pages have changed.
    """

    def __init__(self, settings: Settings, policy: Policy, entry: Entry) -> None:
        self.settings, self.policy, self.entry, self.pages = settings, policy, entry, 0
        self.partitions = 0

    def run(self) -> None:
        """Raises WrongUsage where workers are running, Failed where brokers do not take or give what it takes."""
        self.partitions = topics.check(self.settings, tuple(topic.name for topic in TOPICS))
        build()  # it may take minutes, in which a worker may start
        refuse_members(self.settings, "`ringfence erase`")
        try:
            asyncio.run(self._run())
        except KafkaError as lost:
            raise Failed(f"{self.settings.brokers} does not take or give what has to be written: {lost!r}") from lost

    async def _run(self) -> None:
        async with AsyncExitStack() as connected:
            self.producers, self.offsets = AtOnce(self.settings, "erase"), Offsets(self.settings)
            await self.producers.start()
            connected.push_async_callback(self.producers.stop)
            await self.offsets.start()
            connected.push_async_callback(self.offsets.stop)
            self.publisher = Publisher(self.settings, Metrics(), self.producers)
            self.publisher.partitions = self.partitions
            self.pipeline = Pipeline(self.settings, self.policy, self.publisher, self.offsets, lambda *_: False)
            await self.pipeline.during(self._work())
            await self.producers.transaction.commit()

    async def _work(self) -> None:
        """All of it but the end of the transaction."""
        everywhere = set(range(self.partitions))
        await self.pipeline.restoring.take_over(dict.fromkeys(self.pipeline.stages, everywhere), self.partitions, 0)
        await self.pipeline.accounts.hold()
        await self.pipeline.recommending.desk.audit.add(await self.forget(), self.entry)
        await self.pipeline.keep(self.settings.checkpoint_budget)

    @abstractmethod
    async def forget(self) -> int:
        """Takes somebody out of all states; returns the partition in which that is to be told."""

    def states(self) -> Iterator[tuple[Keeping, int, Paged]]:
        """What there is of each stage in each partition."""
        for stage in self.pipeline.keeping:
            for partition in stage.checkpoints:
                yield stage, partition, stage.state(partition)

    def change(self, stage: Keeping, partition: int, change: Callable[[Paged], None]) -> None:
        """Changes a state, and has the pages kept that are others then."""
        checkpoint, state, at = stage.checkpoints[partition], stage.state(partition), stage.positions[partition]
        before = {name: state.page(name) for name in checkpoint.names(at)}
        change(state)
        gone = [name for name, page in before.items() if state.page(name) != page]
        checkpoint.change(gone, at)
        self.pages += len(gone)
