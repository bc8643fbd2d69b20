"""The Faust app: which agents there are, and in which order things happen when partitions come and go.

Crash-only: whatever fails ends the process; what was not committed is taken again by whoever has the partition next.
"""

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import Any, NoReturn, cast

import faust
from faust.types import TP, StreamT

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.attributing import Attributing, EveryHolder
from streams.committing import Committing
from streams.committing import Offsets as Taken
from streams.controlling import Controlling
from streams.deciding import Deciding, Recommending
from streams.desk import Desk
from streams.errors import Failed
from streams.gathering import KINDS, Gathering
from streams.installation import installed
from streams.judging import Judging
from streams.keeping import Keeping
from streams.offsets import Offsets
from streams.publisher import Publisher
from streams.raw import RawBatch
from streams.restoring import Restoring
from streams.settings import Settings
from streams.stages import Stage
from streams.stream import STREAMS
from streams.totalling import Totalling
from streams.transport import BatchConsumer, Transport

COMMIT_EVERY = 1.0  # seconds
DRAIN = 6.0  # seconds for deliveries and the last commit, of the 10 that an orchestrator gives by default
QUEUED = 8  # envelopes of up to 1 MiB that wait for a stage

log = logging.getLogger("ringfence")


class RingfenceApp(faust.App):
    """Faust's app with what the stages need around them: output, account facts, commits, an orderly end.

    It connects to nothing before it starts. `failure` is why it stopped by itself, None while it has not.
    """

    def __init__(self, settings: Settings, policy: Policy) -> None:
        super().__init__(
            settings.group,
            autodiscover=False,
            broker=[f"kafka://{broker}" for broker in settings.bootstrap],
            broker_heartbeat_interval=settings.session_timeout / 4,
            broker_session_timeout=settings.session_timeout,
            consumer_auto_offset_reset="earliest",
            cython_optimizations=True,
            stream_buffer_maxsize=QUEUED,
            stream_wait_empty=False,
            topic_allow_declare=False,
            topic_disable_leader=True,
            table_standby_replicas=1,  # 0 would take Faust's own assignor away, and with it co-partitioning
            web_enabled=False,
        )
        self.transport = Transport(settings.bootstrap, self, self._position)
        self.publisher = Publisher(settings)
        self.offsets = Offsets(settings)
        self.accounts = AccountsReader(settings, policy, self.publisher, self.offsets)
        installation = installed(settings)
        desk = Desk(policy, self.accounts, self.publisher, installation)
        self.accounts.changed = desk.changed
        recommending = Recommending(desk)
        keeping: tuple[Keeping, ...] = (
            *(Judging(t, policy, self.accounts, self.publisher, installation) for t in STREAMS if t != "reports"),
            Attributing(policy, self.accounts, self.publisher, installation, EveryHolder(settings, self.offsets)),
            *(Gathering(topic, self.publisher) for topic in KINDS),
            Totalling(policy, self.accounts, self.publisher),
            recommending,
        )
        before = {stage.topic: stage for stage in keeping}
        deciding, controlling = Deciding(desk), Controlling(desk, before, self.offsets, self._reached)
        recommending.followers = {stage.topic: stage for stage in (deciding, controlling)}
        stages = (*keeping, deciding, controlling)
        self.stages: dict[str, Stage] = {settings.topic(stage.topic): stage for stage in stages}
        self._names = {stage.topic: name for name, stage in self.stages.items()}
        self.restoring = Restoring(settings, stages, self.accounts, self.publisher, self.offsets)
        by_contract = {stage.topic: stage for stage in stages}
        self.committing = Committing(by_contract, self.publisher, self._commit, settings.checkpoint_budget)
        self.failure: BaseException | None = None
        self.failed = asyncio.Event()
        self._connected = AsyncExitStack()
        self._partitions = 0  # of each topic
        self._generation = -1
        self._taken: dict[TP, int] = {}
        self._committed: dict[TP, int] = {}
        self._handing_over = asyncio.Lock()  # partitions come, go, or are kept: one of these at a time
        self._has_partitions = False  # whole, and nobody else's yet
        self.on_partitions_revoked.connect(self._on_revoked)
        self.on_rebalance_complete.connect(self._on_assigned)

    async def on_first_start(self) -> None:
        """Makes no folders, as Faust would: nothing is kept on this machine."""

    async def on_start(self) -> None:
        """Connects what is not Faust's."""
        await self.publisher.start()
        self._connected.push_async_callback(self.publisher.stop)
        await self.offsets.start()
        self._connected.push_async_callback(self.offsets.stop)
        await self.accounts.start()
        self._connected.push_async_callback(self.accounts.stop)
        self._partitions = await self.publisher.partitions()
        self.add_future(self.accounts.run())
        self.add_future(self._commit_on())
        await super().on_start()

    async def on_stop(self) -> None:
        """Takes no further envelope, delivers, commits, and leaves the group."""
        if self.failure is None and self._has_partitions:
            try:
                async with asyncio.timeout(DRAIN):
                    await self._settle()
            except TimeoutError:
                self.failure = Failed(f"the outputs were not delivered within {DRAIN:g} s; a restart makes them again")
            except Failed as failure:
                self.failure = failure
        await super().on_stop()

    async def on_shutdown(self) -> None:
        """Disconnects when Faust has left the group."""
        await super().on_shutdown()
        await self._connected.aclose()

    async def _on_agent_error(self, _agent: object, reason: BaseException) -> None:
        """Faust would start the agent again behind the envelope that it failed on, and lose that."""
        await self.crash(reason)

    def _crash(self, reason: BaseException) -> None:
        """Whatever part fails, Faust ends up here; the first reason is what the process reports."""
        self.failure = self.failure or reason
        self.failed.set()
        super()._crash(reason)

    async def _on_revoked(self, _app: object, /, *revoked: Any, **_: Any) -> None:  # noqa: ANN401 - a Faust signal's
        """Before partitions go: what was taken of them is delivered and committed, so that nobody does it twice."""
        async with self._handing_over:
            if any(revoked) and self._has_partitions:
                await self._settle()
            self._has_partitions = False

    async def _on_assigned(self, _app: object, /, *_args: Any, **_: Any) -> None:  # noqa: ANN401 - a Faust signal's
        """When partitions have come: takes them over from where they were left; Faust then resumes."""
        async with self._handing_over:
            await self._take_over()
            self._has_partitions = True

    async def _take_over(self) -> None:
        assigned = set(self.consumer.assignment())
        shares = {topic: {tp.partition for tp in assigned if tp.topic == topic} for topic in self.stages}
        own, generation = (
            {self.stages[name].topic: share for name, share in shares.items()},
            self.consumer_generation_id,
        )
        if generation != self._generation + 1:  # others may have had these partitions meanwhile
            await self.restoring.forget()
        self._generation, self._taken, self._committed = generation, {}, {}
        await self.restoring.take_over(own, self._partitions, generation)
        said = "; ".join(f"{topic} {_ranges(partitions)}" for topic, partitions in shares.items() if partitions)
        log.info("ready: %s", said or "standing by, since other workers have all partitions")

    def _position(self, topic: str, partition: int) -> int | None:
        stage = self.stages.get(topic)
        return stage.positions.get(partition) if stage else None

    def _reached(self, topic: str, partition: int, offset: int) -> bool:
        tp, consumer = TP(self._names[topic], partition), cast("BatchConsumer", self.consumer)
        return consumer.has_passed(tp, offset, self.stages[tp.topic].positions.get(partition, 0))

    async def _settle(self) -> None:
        """Everything that has been taken is delivered and committed; nothing more is taken until Faust resumes."""
        if self._consumer is not None:
            self.consumer.stop_flow()
        self.flow_control.suspend()
        for stage in self.stages.values():
            await stage.close()
        await self.accounts.hold()  # after the stages: an envelope in hand may wait for what it reads
        await self.committing.run()

    async def _commit_on(self) -> NoReturn:
        while True:
            await asyncio.sleep(COMMIT_EVERY)
            async with self._handing_over:
                if self._has_partitions:
                    await self.committing.run()

    async def _commit(self, offsets: Taken) -> None:
        """Tells the group; for a restart that is a hint, and for people how far behind the workers are."""
        consumer = cast("BatchConsumer", self.consumer)
        self._taken |= {TP(self._names[topic], partition): offset for (topic, partition), offset in offsets.items()}
        own = self._taken.keys() & consumer.assignment()  # else a rebalance has come between, and Faust would crash
        done = {tp: consumer.done_below(tp, self._taken[tp]) for tp in own}
        fresh = {tp: offset for tp, offset in done.items() if self._committed.get(tp) != offset}
        if fresh and await consumer._commit(fresh):  # noqa: SLF001 - Faust's public one knows only acks
            self._committed |= fresh


def _ranges(partitions: set[int]) -> str:
    """Partition numbers for people.

    >>> _ranges({0, 1, 2, 5})
    '0-2, 5'
    """
    runs: list[list[int]] = []
    for partition in sorted(partitions):
        if runs and partition == runs[-1][-1] + 1:
            runs[-1].append(partition)
        else:
            runs.append([partition])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def build_app(settings: Settings, policy: Policy) -> RingfenceApp:
    """The app with its agents. It is complete in itself: whoever starts it as a Faust app has the whole worker."""
    app = RingfenceApp(settings, policy)
    for name, stage in app.stages.items():
        _agent(app, name, stage)
    return app


def _agent(app: RingfenceApp, name: str, stage: Stage) -> None:
    async def take(stream: StreamT[Any]) -> None:
        async for event in stream.events():
            if event.message.generation_id == app.consumer_generation_id:  # else fetched before a rebalance
                await stage.take(cast("RawBatch", event.value))

    topic = app.topic(name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw", acks=False)
    app.agent(topic, name=stage.topic, concurrency=1)(take)
