"""The Faust app: which agents there are, and in which order things happen when partitions come and go.

Crash-only: whatever fails ends the process; what was not committed is taken again by whoever has the partition next.
"""

import asyncio
import logging
from contextlib import AsyncExitStack, suppress
from time import monotonic
from typing import Any, NoReturn, cast

import faust
from faust.types import TP

from detectors.policy import Policy
from streams.checkpoints.kept import changed
from streams.checkpoints.written import OUTPUTS
from streams.committing import Committing
from streams.committing import Offsets as Taken
from streams.errors import Failed, WrongUsage
from streams.lease import Fenced, Lease
from streams.metrics import Metrics
from streams.no_tables import NoTables
from streams.offsets import Offsets
from streams.pipeline import Pipeline
from streams.publisher import Publisher
from streams.ranges import ranges
from streams.settings import Settings
from streams.stages import Stage
from streams.transport import BatchConsumer, Transport, credentials
from streams.watching import Watching

COMMIT_EVERY = 1.0  # seconds
DRAIN = 6.0  # seconds for deliveries and the last commit, of the 10 that an orchestrator gives by default
RECENT = 30.0  # seconds that a commit may take, as long as brokers are waited for, before the worker is not well
FETCHED = 1 << 20  # bytes that are fetched of a partition at a time, as they are on the topic
RECORDS = 10_000  # that are unpacked of a partition at a time: compressed, far more may be in what was fetched
QUEUED = 8  # envelopes that wait for a stage; when there are more, nothing is fetched

log = logging.getLogger("ringfence")


class RingfenceApp(faust.App):
    """Faust's app with what the stages need around them: output, account facts, commits, an orderly end.

    It connects to nothing before it starts. `failure` is why it stopped by itself, None while it has not.
    """

    def __init__(self, settings: Settings, policy: Policy) -> None:
        super().__init__(
            settings.group,
            autodiscover=False,
            broker_credentials=credentials(settings),
            broker=[f"kafka://{broker}" for broker in settings.bootstrap],
            broker_heartbeat_interval=settings.session_timeout / 4,
            broker_max_poll_records=RECORDS,
            broker_session_timeout=settings.session_timeout,
            consumer_auto_offset_reset="earliest",
            consumer_max_fetch_size=FETCHED,
            cython_optimizations=True,
            stream_buffer_maxsize=QUEUED,
            stream_wait_empty=False,
            TableManager=NoTables,
            topic_allow_declare=False,
            topic_disable_leader=True,
            table_standby_replicas=1,  # 0 would take Faust's own assignor away, and with it co-partitioning
            web_enabled=False,
        )
        self.lease = Lease(settings.session_timeout)
        self.transport = Transport(settings.bootstrap, self, self._position, self.lease)
        self.metrics = Metrics()
        self.publisher = Publisher(settings, self.metrics, lease=self.lease)
        self.offsets = Offsets(settings)
        pipeline = Pipeline(settings, policy, self.publisher, self.offsets, self._reached)
        self.accounts, self.restoring = pipeline.accounts, pipeline.restoring
        self.stages: dict[str, Stage] = {settings.topic(topic): stage for topic, stage in pipeline.stages.items()}
        self._names = {stage.topic: name for name, stage in self.stages.items()}
        self.committing = Committing(pipeline.stages, self.publisher, self._commit, settings.checkpoint_budget)
        watching = Watching(pipeline.stages.values(), self.publisher, self.restoring.recovery, self._behind)
        self.metrics.registry.register(watching)
        self.failure: BaseException | None = None
        self.failed = asyncio.Event()
        self._connected = AsyncExitStack()
        self._generation = -1
        self._taken: dict[TP, int] = {}
        self._committed: dict[TP, int] = {}
        self._handing_over = asyncio.Lock()  # partitions come, go, or are kept: one of these at a time
        self._has_partitions = False  # whole, and nobody else's yet
        self._since = 0.0  # when they were taken over
        self.on_partitions_revoked.connect(self._on_revoked)
        self.on_rebalance_complete.connect(self._on_assigned)

    async def on_first_start(self) -> None:
        """Makes no folders, as Faust would."""

    async def on_start(self) -> None:
        """Connects what is not Faust's."""
        await self.publisher.start()
        self._connected.push_async_callback(self.publisher.stop)
        await self.offsets.start([*self._names, *OUTPUTS, "accounts", "ringfence.state"])
        self._connected.push_async_callback(self.offsets.stop)
        await self.accounts.start()
        self._connected.push_async_callback(self.accounts.stop)
        self.publisher.partitions = await self.offsets.partitions(self._names)
        self.publisher.before_burying = self._check_partitions  # what belongs to another partition now is not misplaced
        self.add_future(self.accounts.run())
        self.add_future(self._commit_on())
        self.add_future(self.lease.watch(lambda: self.offsets.partitions(self._names)))
        await super().on_start()

    async def on_stop(self) -> None:
        """Takes no further envelope, delivers, commits, and leaves the group."""
        if self.failure is None and self._has_partitions:
            try:
                async with asyncio.timeout(DRAIN):
                    await self._settle()
            except TimeoutError:
                self.failure = Failed(f"the outputs were not delivered within {DRAIN:g} s; a restart makes them again")
            except Fenced:
                log.info("others have the partitions by now")
            except Failed as failure:
                self.failure = failure
        self.lease.end()  # before the group is left: what has not arrived is for whoever has the partitions next
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
        """Before partitions go: what was taken of them is delivered and committed, so that nobody does it twice.

        Where they have gone already, all that is in hand is dropped.
        """
        if any(revoked) and cast("BatchConsumer", self.consumer).is_out():
            self.lease.end()
        async with self._handing_over:
            try:
                if any(revoked) and self._has_partitions:
                    await self._settle()
            except Fenced:
                log.info("the session was over; what was in hand is dropped, as others have the partitions")
            self._has_partitions = False

    async def _on_assigned(self, _app: object, /, *_args: Any, **_: Any) -> None:  # noqa: ANN401 - a Faust signal's
        """When partitions have come: takes them over from where they were left; Faust then resumes."""
        async with self._handing_over:
            try:
                await self._take_over()
            except Fenced:  # the next generation brings partitions again
                return
            self._has_partitions, self._since = True, monotonic()

    async def read_again(self, tp: TP, position: int) -> None:
        """Goes back to records that were passed over. Raises Failed where they are gone."""
        begin = (await self.offsets.beginnings(self.stages[tp.topic].topic, [tp.partition]))[tp.partition]
        if position < begin:
            gone = f"{tp.topic} {tp.partition}: records from offset {position} to {begin} were deleted before they were"
            raise Failed(f"{gone} judged; raise the topic's retention, or add workers. A restart goes on behind them")
        log.info("%s %d: records from offset %d on were passed over; reading them again", *tp, position)
        if tp in self.consumer.assignment():  # else they are for somebody else to take
            await self.consumer.seek(tp, position)

    async def _check_partitions(self) -> None:
        """Raises WrongUsage where the topics have been given more partitions since this worker was started."""
        now = await self.offsets.partitions(self._names)
        if now != self.publisher.partitions:
            raise WrongUsage(changed(self.publisher.partitions, now))

    async def _take_over(self) -> None:
        await self._check_partitions()
        consumer = cast("BatchConsumer", self.consumer)
        assigned = set(consumer.assignment())
        shares = {topic: {tp.partition for tp in assigned if tp.topic == topic} for topic in self.stages}
        own = {self.stages[name].topic: share for name, share in shares.items()}
        generation = self.consumer_generation_id
        asked, passed_over = monotonic(), self._generation not in {-1, generation - 1}
        if passed_over or self.lease.over:  # others may have had these partitions meanwhile
            self.lease.end()
            await self.restoring.forget()
        if consumer.is_out():
            raise Fenced
        self.lease.begin(asked)
        self._generation, self._taken, self._committed = generation, {}, {}
        await self.restoring.take_over(own, self.publisher.partitions, generation)
        said = "; ".join(f"{topic} {ranges(partitions)}" for topic, partitions in shares.items() if partitions)
        log.info("ready: %s", said or "standing by, since other workers have all partitions")

    def _position(self, topic: str, partition: int) -> int | None:
        stage = self.stages.get(topic)
        return stage.positions.get(partition) if stage else None

    def _reached(self, topic: str, partition: int, offset: int) -> bool:
        tp, consumer = TP(self._names[topic], partition), cast("BatchConsumer", self.consumer)
        return consumer.has_passed(tp, offset, self.stages[tp.topic].positions.get(partition, 0))

    def _behind(self, topic: str, partition: int) -> int:
        tp, consumer = TP(self._names[topic], partition), cast("BatchConsumer | None", self._consumer)
        return consumer.behind(tp, self.stages[tp.topic].positions[partition]) if consumer else 0

    def trouble(self) -> str | None:
        """Why the worker is not well, in a line; None: it is, also where others have all partitions."""
        if not self._has_partitions:
            return f"no partitions yet: {self.restoring.recovery.partitions} are being taken over"
        since = monotonic() - max(self.committing.done, self._since)
        return f"nothing was committed for {since:.0f} s" if since > RECENT else None

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
                    with suppress(Fenced):  # partitions are about to go
                        await self.committing.run()

    async def _commit(self, offsets: Taken) -> None:
        """Tells the group; for a restart that is a hint, and for people how far behind the workers are."""
        consumer = cast("BatchConsumer", self.consumer)
        self._taken |= {TP(self._names[topic], partition): offset for (topic, partition), offset in offsets.items()}
        own = self._taken.keys() & consumer.assignment()  # else a rebalance has come between, and Faust would crash
        done = {tp: consumer.done_below(tp, self._taken[tp]) for tp in own}
        fresh = {tp: offset for tp, offset in done.items() if self._committed.get(tp) != offset}
        if not fresh:
            return
        if await consumer._commit(fresh):  # noqa: SLF001 - Faust's public one knows only acks
            self._committed |= fresh
        else:
            self.metrics.commit_failures.inc()
