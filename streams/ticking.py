"""`ringfence tick`: writes the full hour to every partition of `control`; the only place with a wall clock.

Of all the processes, the one ticks to which the group gives partition 0. It writes what partitions lack, whoever wrote
what they have, so a takeover or a restart neither leaves a tick out nor writes one again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import partial

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.structs import TopicPartition
from prometheus_client import CollectorRegistry, Gauge, ProcessCollector

from streams import topics
from streams.checkpoints.records import Records
from streams.connection import connection
from streams.errors import Failed
from streams.events import Tick
from streams.offsets import Offsets
from streams.serving import Serving
from streams.settings import Settings
from streams.stopping import until_stopped
from streams.ticks import latest_tick
from streams.times import to_the_minute

HOUR, SECOND = 3_600_000, 1_000  # ms
POLL = 1000  # ms between looks at the clock
READ = 30.0  # seconds for the ticks of the last hour
END = 9  # seconds from SIGTERM until the process is gone all the same

log = logging.getLogger("ringfence")


def wall_clock() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


def hour_of(now: int) -> int:
    """The full UTC hour that a time is in.

    >>> hour_of(7_200_001), hour_of(7_200_000), hour_of(7_199_999)
    (7200000, 7200000, 3600000)
    """
    return now - now % HOUR


def lacking(newest: Mapping[int, int], hour: int) -> list[int]:
    """The partitions that need the tick of an hour, by the newest that each has: a later one says that it is late too.

    >>> lacking({0: 7_200_000, 1: 3_600_000, 2: 0, 3: 10_800_000}, 7_200_000)
    [1, 2]
    """
    return [partition for partition, ts in sorted(newest.items()) if ts < hour]


def tick(settings: Settings, clock: Callable[[], int], *, once: bool) -> str:
    """Ticks until SIGTERM or SIGINT; `once`: writes the tick that is due and returns what it did, in a line.

    Raises Failed where it cannot go on or no broker answers in time, WrongUsage where the topic is not as it must be.
    """
    partitions = topics.check(settings, ("control",))
    ticking = Ticking(settings, partitions, clock)
    return asyncio.run(_tick(ticking, once=True) if once else _served(settings, ticking))


async def _served(settings: Settings, ticking: "Ticking") -> str:
    async with Serving(settings, ticking.registry, ticking.trouble):
        return await _tick(ticking, once=False)


async def _tick(ticking: "Ticking", *, once: bool) -> str:
    said = await until_stopped(ticking.run(once=once))
    return "stopped" if said is None else said


async def _closed(closing: Coroutine[object, object, object], within: float) -> None:
    """Closes a connection as far as it can be: aiokafka passes on what ends its own tasks, their cancellation too."""
    await asyncio.wait([asyncio.create_task(closing)], timeout=within)


class _Turn(ConsumerRebalanceListener):  # type: ignore[misc]
    """Whether it is this process that ticks. None: that is being settled."""

    def __init__(self) -> None:
        self.mine: bool | None = None
        self.lock = asyncio.Lock()  # held while a tick is written, so that it is there before somebody else's turn
        self._settled = 0

    async def on_partitions_revoked(self, _revoked: object) -> None:
        async with self.lock:
            self.mine = None

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self.mine = any(place.partition == 0 for place in assigned)
        self._settled += 1  # said as well, since nothing is said twice in a minute
        state = "ticking" if self.mine else "standing by, since another process ticks"
        log.info("ready: %s (%d)", state, self._settled)


class Ticking:
    """A member of the group, which ticks when it is its turn."""

    def __init__(self, settings: Settings, partitions: int, clock: Callable[[], int]) -> None:
        self._settings, self._partitions, self._clock = settings, partitions, clock
        self._first = TopicPartition(settings.topic("control"), 0)
        self._half = settings.session_timeout / 2
        self._told = 0  # all partitions have this tick, or a later one
        self._failing: float | None = None  # since when the brokers have kept a tick waiting
        self._turn = _Turn()
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        own = partial(Gauge, registry=self.registry)
        own("ringfence_ticking", "1: this process ticks; 0: it stands by.").set_function(lambda: self._turn.mine or 0)
        newest = own("ringfence_tick_timestamp_seconds", "The tick that this process has seen on all partitions.")
        newest.set_function(lambda: self._told / SECOND)

    def trouble(self) -> str | None:
        """Why it is not well, in a line; None: it is, also where another process ticks."""
        if self._failing is not None:
            return f"a tick has waited for the brokers for {time.monotonic() - self._failing:.0f} s"
        return "whose turn it is to tick is not settled yet" if self._turn.mine is None else None

    async def run(self, *, once: bool) -> str:
        """Ticks until it is cancelled, or `once`."""
        self._consumer = AIOKafkaConsumer(
            **connection(self._settings),
            group_id=f"{self._settings.group}.tick",
            session_timeout_ms=int(self._settings.session_timeout * 1000),
            heartbeat_interval_ms=int(self._settings.session_timeout * 250),
            enable_auto_commit=False,
            auto_offset_reset="latest",
        )
        self._consumer.subscribe([self._first.topic], listener=self._turn)
        try:
            await self._consumer.start()
            while True:
                hour = hour_of(self._clock())
                if self._turn.mine and hour > self._told and (said := await self._due(hour)):
                    if once:
                        return said
                    log.info("%s", said)
                if once and self._turn.mine is False:
                    return f"not written by this process: another one of the group {self._settings.group}.tick ticks"
                await self._consumer.getmany(timeout_ms=POLL)  # what it reads does not matter; it raises what is wrong
        finally:
            await _closed(self._consumer.stop(), END)

    async def _due(self, hour: int) -> str | None:
        """Sees to it that the tick of an hour is there, and says how; None: it was not to be done now."""
        try:
            async with self._turn.lock:
                if not self._turn.mine:
                    return None
                missing = lacking(await self._newest(hour), hour)
                if missing:
                    await self._write(hour, missing)
        except (CommitFailedError, IllegalStateError):
            self._turn.mine = None  # the group has gone on without it; it joins again
            return None
        except (KafkaError, OSError, TimeoutError) as refused:
            self._wait(hour, refused)
            return None
        self._told, self._failing = hour, None
        what = f"written to {len(missing)} of" if missing else "is there already, on all"
        return f"tick of {to_the_minute(hour)} {what} {self._partitions} partitions"

    async def _newest(self, hour: int) -> dict[int, int]:
        """The newest tick of each partition; a tick is no older a record than its hour, give or take a clock."""
        offsets, partitions = Offsets(self._settings), range(self._partitions)
        newest = dict.fromkeys(partitions, 0)
        async with asyncio.timeout(READ):
            try:
                await offsets.start()
                begins = await offsets.since("control", partitions, max(0, hour - HOUR))
                ends = await offsets.ends("control", partitions)
            finally:
                await _closed(offsets.stop(), READ)
            if begins != ends:  # a connection that is closed before it is used fails
                async with Records(self._settings) as records:
                    for partition, begin in begins.items():
                        async for batch in records.between("control", partition, begin, ends[partition]):
                            found = latest_tick(batch.values)
                            newest[partition] = max(newest[partition], found)
        self._end = ends[0]
        return newest

    async def _write(self, hour: int, partitions: Iterable[int]) -> None:
        """Writes the tick of an hour. The session outlasts that, so that it is over before another's turn can come."""
        name, value = self._first.topic, msgspec.json.encode(Tick(ts=hour))
        producer = AIOKafkaProducer(**connection(self._settings), acks="all", enable_idempotence=True, linger_ms=0)
        try:
            async with asyncio.timeout(READ):
                await producer.start()
                await producer.partitions_for(name)
            async with asyncio.timeout(self._half):
                # the group takes a commit of its members alone, and lets their sessions begin anew
                await self._consumer.commit({self._first: self._end})
            try:
                async with asyncio.timeout(self._half):
                    await asyncio.gather(*[await producer.send(name, value, partition=each) for each in partitions])
            except (KafkaError, TimeoutError) as lost:
                # this producer would try on for ever; what is still to come of it must not come in another's turn
                raise Failed(
                    f"{self._settings.brokers} did not take the tick of {to_the_minute(hour)} ({lost!r});"
                    " started again, it writes what is missing"
                ) from lost
        finally:
            await _closed(producer.stop(), self._half)

    def _wait(self, hour: int, reason: BaseException) -> None:
        """Lets a tick wait for the brokers; raises Failed when that has taken too long."""
        now = time.monotonic()
        if self._failing is None:
            self._failing = now
            log.warning("the tick of %s waits for %s: %r", to_the_minute(hour), self._settings.brokers, reason)
        if now - self._failing >= self._settings.broker_timeout:
            raise Failed(
                f"no broker answers at {self._settings.brokers} after {self._settings.broker_timeout:g} s ({reason!r});"
                f" the tick of {to_the_minute(hour)} is missing"
            )
