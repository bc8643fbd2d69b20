"""`ringfence send`: files to Kafka, keyed and dated as the contract asks of producers.

Batches are built here, a topic-partition at a time, since a producer's own path costs 20 µs a record and this 3.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder

from streams import topics
from streams.cloudevents import Header
from streams.connection import connection
from streams.errors import Failed
from streams.events import YEAR_2100
from streams.merge import found, runs
from streams.placement import home
from streams.settings import Settings

BATCH = 256 * 1024  # bytes
RUN = 1000  # lines
TICK = 0.01  # seconds; lines that are due within it go together
UNDER_WAY = 256  # batches


class Sent(NamedTuple):
    """How many records each topic got, and the lines that are too large for the brokers, as `topic:line`."""

    records: dict[str, int]
    too_large: list[str]


class Pace(NamedTuple):
    """At most `rate` records a second, and `speed` times as fast as it happened. None: as fast as can be."""

    rate: float | None = None
    speed: float | None = None


class _Head(msgspec.Struct):
    """What of a line decides where it goes; anything may be wrong with it."""

    account: object = None
    subject: object = None
    ts: object = None


_head = msgspec.json.Decoder(_Head).decode


def send(settings: Settings, folder: Path, pace: Pace, read: Callable[[int], None]) -> Sent:
    """Sends every file of `folder`: `accounts` first and to the end, then the others merged by time.

    Lines that are no good are sent as they are: what to say of them is for the worker. `read` is told how many more
    bytes of the files have been read. Raises Failed where the brokers do not take the records.
    """
    files = found(folder)
    cluster = _Cluster(topics.check(settings, tuple(files)), topics.largest(settings, tuple(files)))
    return asyncio.run(_send(settings, files, cluster, pace, read))


async def _send(
    settings: Settings, files: dict[str, Path], cluster: "_Cluster", pace: Pace, read: Callable[[int], None]
) -> Sent:
    producer = AIOKafkaProducer(
        **connection(settings),
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_batch_size=min(BATCH, *cluster.largest.values()),
        request_timeout_ms=30_000,
    )
    sending = _Sending(settings, producer, cluster)
    first = {topic: path for topic, path in files.items() if topic == "accounts"}
    others = {topic: path for topic, path in files.items() if topic != "accounts"}
    try:
        await producer.start()
        await _through(sending, first, Pace(), read)
        await _through(sending, others, pace, read)
    except KafkaError as refused:
        raise Failed(f"{settings.brokers} does not take the records: {refused!r}") from refused
    finally:
        await producer.stop()
    return Sent(sending.records, sending.too_large)


async def _through(sending: "_Sending", files: dict[str, Path], pace: Pace, read: Callable[[int], None]) -> None:
    """Sends these files; returns when all of it has been delivered."""
    if not files:
        return
    clock = _Clock(pace)
    for run in runs(files, RUN, read):
        for number, value in zip(run.numbers, run.values, strict=True):
            line = _read(run.topic, value)
            if clock.wait_for(line.ts) > 0:
                await sending.flush()
                await clock.sleep()
            await sending.take(run.topic, number, value, line)
    await sending.flush()
    await sending.delivered()


class _Cluster(NamedTuple):
    """How many partitions there are, and how many bytes a batch may have, by topic."""

    partitions: int
    largest: dict[str, int]


class _Line(NamedTuple):
    """Whose record a line is and when it happened; None where it does not say, or not in a way that can be read."""

    key: str | None
    ts: int | None


def _read(topic: str, value: bytes) -> _Line:
    try:
        head = _head(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Line(None, None)
    key = head.subject if topic == "reports" and head.account is None else head.account
    ts = head.ts if type(head.ts) is int and 0 < head.ts < YEAR_2100 else None
    return _Line(key if isinstance(key, str) else None, ts)


class _Clock:
    """When each line is due."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._started = self._now = time.monotonic()
        self._lines = 0
        self._first: int | None = None  # ts of the first line that has one
        self._latest = 0

    def wait_for(self, ts: int | None) -> float:
        """Seconds until the next line is due; not above 0: now. Each line is asked for once."""
        due = self._started
        if self._pace.rate is not None:
            due += self._lines / self._pace.rate
            self._lines += 1
        if self._pace.speed is not None and ts is not None:
            self._first = ts if self._first is None else self._first
            self._latest = max(self._latest, ts)
        if self._pace.speed is not None and self._first is not None:
            due = max(due, self._started + (self._latest - self._first) / 1000 / self._pace.speed)
        self._due = due
        if due > self._now:
            self._now = time.monotonic()
        return due - self._now

    async def sleep(self) -> None:
        """Returns when the line that was asked for last is due, or a moment later, so that several go together."""
        await asyncio.sleep(max(self._due - time.monotonic(), TICK))
        self._now = time.monotonic()


class _Sending:
    """The batch that is being filled for each topic-partition, and what is under way."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer, cluster: _Cluster) -> None:
        self.records: dict[str, int] = {}
        self.too_large: list[str] = []
        self._settings = settings
        self._producer = producer
        self._partitions, self._largest = cluster
        self._homes: dict[str, int] = {}
        self._filling: dict[tuple[str, int], BatchBuilder] = {}
        self._under_way: list[asyncio.Future[object]] = []

    async def take(self, topic: str, number: int, value: bytes, line: _Line) -> None:
        """Puts a line into the batch of its partition, those of `control` into one of each."""
        about: list[Header] = [] if line.ts is None else [("ingested", b"%d" % line.ts)]
        key = None if line.key is None or topic == "control" else line.key.encode("utf-8", "surrogatepass")
        for partition in range(self._partitions) if topic == "control" else (self._home(line.key),):
            batch = self._filling.get((topic, partition))
            if batch is not None and batch.append(timestamp=None, key=key, value=value, headers=about):
                continue
            if batch is not None:
                await self._submit((topic, partition))
            batch = self._producer.create_batch()
            batch.append(timestamp=None, key=key, value=value, headers=about)
            if batch.size() > self._largest[topic]:
                # not even tried: a batch that is refused spoils the sequence numbers of those behind it
                self.too_large.append(f"{topic}:{number}")
                return
            self._filling[topic, partition] = batch
        self.records[topic] = self.records.get(topic, 0) + 1

    async def flush(self) -> None:
        """Sends the batches as they are."""
        for place in list(self._filling):
            await self._submit(place)

    async def delivered(self) -> None:
        """Returns when all that was sent has arrived; raises KafkaError where something could not."""
        under_way, self._under_way = self._under_way, []
        await asyncio.gather(*under_way)

    async def _submit(self, place: tuple[str, int]) -> None:
        topic, partition = place
        batch = self._filling.pop(place)
        batch.close()
        self._under_way.append(await self._producer.send_batch(batch, self._settings.topic(topic), partition=partition))
        if len(self._under_way) >= UNDER_WAY:
            await self.delivered()

    def _home(self, key: str | None) -> int:
        """The partition of a key as Kafka's own clients compute it; lines that have none go to the first."""
        if key is None:
            return 0
        if key not in self._homes:
            self._homes[key] = home(key, self._partitions)
        return self._homes[key]
