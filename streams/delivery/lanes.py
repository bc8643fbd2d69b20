"""Deliveries under way: the accounts each in their order, several at a time, and what cannot be delivered buried."""

import asyncio
import logging
import random
import time
from collections import defaultdict, deque
from typing import Literal, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.structs import ConsumerRecord

from streams.delivery.backoff import pause
from streams.delivery.channel import Channel, Later, Never
from streams.delivery.counting import Deliveries
from streams.delivery.under_way import UnderWay
from streams.producers import put
from streams.raw import dead_letter, envelope, found_at
from streams.records import Recommendation
from streams.settings import Settings

TOPIC = "enforcement"
GRACE = 4.0  # seconds for what has been handed over to be answered

Lane = tuple[int, bytes | None]  # partition and key
Outcome = Literal["delivered", "failed", "refused"]

log = logging.getLogger("ringfence")


class Taken(NamedTuple):
    """A record, what it is (None: `trouble` says why it could not be read), and its partition, which is told."""

    raw: ConsumerRecord
    record: Recommendation | None
    trouble: str
    of: UnderWay


class Lanes:
    """The deliveries of one channel. `failure` is what has ended one that should not have ended."""

    def __init__(self, settings: Settings, channel: Channel, producer: AIOKafkaProducer, counted: Deliveries) -> None:
        self._settings, self._channel, self._producer, self._counted = settings, channel, producer, counted
        self._slots = asyncio.Semaphore(settings.delivery_parallel)
        self._waiting: dict[Lane, deque[Taken]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[None]] = set()
        self._trying: set[asyncio.Task[None]] = set()  # those whose first record is being taken, or not
        self._stopping = False
        self._failing: dict[Lane, float] = {}  # since when the first record of a lane has been tried in vain
        self.failure: BaseException | None = None

    @property
    def longest(self) -> float:
        """How many seconds the record that has been tried in vain for longest has been."""
        return max((time.monotonic() - since for since in self._failing.values()), default=0.0)

    def add(self, taken: Taken) -> None:
        """Has a record delivered behind those of the same account."""
        lane = taken.raw.partition, taken.raw.key
        if lane not in self._waiting:
            task = asyncio.create_task(self._deliver_all(lane))
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        self._waiting[lane].append(taken)

    async def put_down(self) -> None:
        """Stops all that is under way, after a moment for what has been handed over and not been answered yet."""
        self._stopping = True
        for task in self._tasks - self._trying:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._waiting.clear()
        self._stopping = False

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self.failure = failure

    async def _deliver_all(self, lane: Lane) -> None:
        """Delivers the records of one account, one after the other."""
        waiting = self._waiting[lane]
        while waiting:
            taken = waiting[0]
            if self._stopping:
                return
            if trouble := taken.trouble or await self._deliver(lane, taken):
                await self._bury(taken.raw, trouble)
            taken.of.done(taken.raw.offset)
            waiting.popleft()
        del self._waiting[lane]

    async def _deliver(self, lane: Lane, taken: Taken) -> str:
        """Delivers a record, as often as it takes; says why not where that is in vain, or has been for too long."""
        begun, failures, name = time.monotonic(), 0, self._channel.name
        assert taken.record is not None  # noqa: S101 - else there is trouble
        try:
            while True:
                outcome, reason = await self._tried(taken.record, taken.raw.value or b"")
                self._counted.attempts.labels(name, outcome).inc()
                if outcome == "delivered":
                    return ""
                if outcome == "refused":
                    return f"not delivered by {name}: {reason}"
                failures += 1
                self._failing.setdefault(lane, begun)
                log.warning("%s: %s; it is tried again", name, reason)
                patience = self._settings.delivery_patience
                left = begun + patience - time.monotonic()
                if self._stopping:
                    raise asyncio.CancelledError
                if left <= 0:
                    return f"not delivered by {name} within {patience:g} s, tried {failures} times: {reason}"
                await asyncio.sleep(min(pause(failures, random.random()), left))
        finally:
            self._failing.pop(lane, None)

    async def _tried(self, record: Recommendation, value: bytes) -> tuple[Outcome, str]:
        """What came of one attempt, and why."""
        task = asyncio.current_task()
        async with self._slots:
            self._trying.add(task)  # type: ignore[arg-type]  # one of these tasks
            try:
                await self._channel.deliver(record, value)
            except Never as refused:
                return "refused", str(refused)
            except Later as failed:
                return "failed", str(failed)
            finally:
                self._trying.discard(task)
        return "delivered", ""

    async def _bury(self, raw: ConsumerRecord, reason: str) -> None:
        """Makes a record a dead letter; returns when that has arrived."""
        letter = dead_letter(envelope([raw])._replace(topic=TOPIC), 0, reason)
        headers = [*letter.headers, *found_at(letter)]
        name = self._settings.topic("dead-letter")
        await (await put(self._producer, name, raw.partition, raw.key, raw.value, headers))
        self._counted.buried.labels(self._channel.name).inc()
        log.warning("%s: a record became a dead letter: %s", self._channel.name, reason)
