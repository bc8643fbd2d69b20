"""`ringfence erase`: an account goes out of all that workers keep, in one transaction, while none is running.

What is on topics as records goes with these: by compaction, or by their retention.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import NamedTuple

from aiokafka.errors import KafkaError

from detectors.policy import Policy
from streams import topics
from streams.auditing.entry import Entry
from streams.build import build
from streams.checkpoints.kept import TOPIC as STATE
from streams.checkpoints.kept import kept
from streams.checkpoints.reading import State
from streams.checkpoints.records import Records
from streams.errors import Failed
from streams.holding.account import from_kafka
from streams.members import refuse_members
from streams.metrics import Metrics
from streams.offsets import Offsets
from streams.pipeline import Pipeline
from streams.placement import home
from streams.producers import AtOnce
from streams.publisher import Publisher
from streams.settings import Settings
from streams.topic_table import TOPICS


class Erased(NamedTuple):
    """How many pages held something of the account, whether it had a record, and by topic how much is left there."""

    pages: int
    had_record: bool
    left: Mapping[str, int]


def erase(settings: Settings, policy: Policy, account: str, by: str, role: str | None, now: int) -> Erased:
    """Erases an account; `now` is in Unix milliseconds.

    Raises WrongUsage where workers are running, Failed where brokers do not take or give what has to be written, or
    where something is left in the state.
    """
    partitions = topics.check(settings, tuple(topic.name for topic in TOPICS))
    build()  # it may take minutes, in which a worker may start
    refuse_members(settings, "`ringfence erase`")
    entry = Entry(ts=now, kind="erasure", what="account", by=by, role=role, account=account)
    try:
        pages, had_record = asyncio.run(_erase(settings, policy, partitions, entry))
    except KafkaError as lost:
        raise Failed(f"{settings.brokers} does not take or give what has to be written: {lost!r}") from lost
    left = Counter(str(line["topic"]) for line in from_kafka(settings, account))
    if STATE in left:
        raise Failed(f"{STATE} still holds something of {account}: `ringfence export account` says what; run it again")
    return Erased(pages, had_record, left)


async def _erase(settings: Settings, policy: Policy, partitions: int, entry: Entry) -> tuple[int, bool]:
    async with AsyncExitStack() as connected:
        producers, offsets = AtOnce(settings, "erase"), Offsets(settings)
        await producers.start()
        connected.push_async_callback(producers.stop)
        await offsets.start()
        connected.push_async_callback(offsets.stop)
        erasing = _Erasing(settings, policy, partitions, offsets, producers, entry)
        await erasing.pipeline.during(erasing.work())
        await producers.transaction.commit()
        return erasing.pages, erasing.had_record


class _Erasing:
    """Takes over what is kept, as a worker that has all partitions, and keeps it again without the account."""

    def __init__(
        self,
        settings: Settings,
        policy: Policy,
        partitions: int,
        offsets: Offsets,
        producers: AtOnce,
        entry: Entry,
    ) -> None:
        self.settings, self.partitions, self.entry, self.account = settings, partitions, entry, str(entry.account)
        self.offsets, self.producers = offsets, producers
        self.publisher = Publisher(settings, Metrics(), producers)
        self.publisher.partitions = partitions
        self.pipeline = Pipeline(settings, policy, self.publisher, offsets, lambda *_: False)
        self.pages, self.had_record = 0, False

    async def work(self) -> None:
        """All of it but the end of the transaction."""
        everywhere = set(range(self.partitions))
        await self.pipeline.restoring.take_over(dict.fromkeys(self.pipeline.stages, everywhere), self.partitions, 0)
        await self.pipeline.accounts.hold()
        self._forget()
        await self._forget_first_uses()
        own = home(self.account, self.partitions)
        self.had_record = self.account in self.pipeline.accounts.table(own).latest
        name = self.settings.topic("accounts")  # a record that cannot be read is in no table, and goes with it too
        await self.producers.send(("accounts", own), name, own, self.account.encode(), None, [])
        await self.pipeline.recommending.desk.audit.add(own, self.entry)
        await self.pipeline.keep(self.settings.checkpoint_budget)

    def _forget(self) -> None:
        for stage in self.pipeline.keeping:
            for partition, checkpoint in stage.checkpoints.items():
                state, at = stage.state(partition), stage.positions[partition]
                before = {name: state.page(name) for name in checkpoint.names(at)}
                state.forget(self.account)
                gone = [name for name, page in before.items() if state.page(name) != page]
                checkpoint.change(gone, at)
                self.pages += len(gone)

    async def _forget_first_uses(self) -> None:
        """Which of its records it was judged by."""
        async with Records(self.settings) as records:
            for partition in range(self.partitions):
                state = (await kept(records, self.offsets, partition)).get(self.partitions, State())
                for topic, saved in state.topics.items():
                    if self.account in saved.first_uses:
                        await self.publisher.kept((topic, partition), [(f"first-use/{topic}/{self.account}", None)])
