"""How fast this machine judges a user's own records: from their topics, which are only read, or from their files.

No group is joined and nothing is written or committed, so it may run beside workers. Each partition has a shard, as in
a worker; what findings would go on to is left out.
"""

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import uvloop
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from detectors.policy import Policy
from streams import topics
from streams.build import build
from streams.connection import connection
from streams.disconnecting import disconnect
from streams.errors import Failed
from streams.facts import Accounts
from streams.installation import Installation
from streams.merge import runs
from streams.raw import RawBatch, envelope
from streams.replay import judged
from streams.settings import Settings
from streams.shard import Shard
from streams.stream import STREAMS

LINES = 2_500  # about what a fetch holds
WAIT = 500  # ms for a fetch

Source = Callable[[str], Iterator[RawBatch]]  # the batches of a topic, by its contract name


class Pace(NamedTuple):
    """One stream: its records, and microseconds of processor time a record to fetch, read and judge it."""

    stream: str
    records: int
    bytes: float  # a record
    seconds: float
    fetch: float
    read: float
    judge: float
    findings: int
    dead_letters: int

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


def from_folder(folder: Path) -> tuple[Source, list[str]]:
    """The files of a folder, and the streams among them."""
    files = judged(folder)

    def batches(topic: str) -> Iterator[RawBatch]:
        for run in runs({topic: files[topic]}, LINES) if topic in files else ():
            yield RawBatch(run.topic, 0, run.numbers, run.values)

    return batches, [stream for stream in STREAMS if stream in files]


def from_kafka(settings: Settings) -> tuple[Source, list[str]]:
    """The topics on the brokers, each up to where it ends now. Raises Failed where they stop answering."""
    partitions = topics.check(settings, (*STREAMS, "accounts"))

    def batches(topic: str) -> Iterator[RawBatch]:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            try:
                name = settings.topic(topic)
                yield from _batches(runner, settings, [TopicPartition(name, place) for place in range(partitions)])
            except KafkaError as lost:
                raise Failed(f"{settings.brokers} no longer answers: {lost}") from lost

    return batches, list(STREAMS)


def _batches(runner: asyncio.Runner, settings: Settings, places: list[TopicPartition]) -> Iterator[RawBatch]:
    consumer = runner.run(_assigned(settings, places))
    try:
        ends = runner.run(consumer.end_offsets(places))
        left = {place for place, at in runner.run(consumer.beginning_offsets(places)).items() if at < ends[place]}
        while left:
            for records in runner.run(consumer.getmany(*left, timeout_ms=WAIT)).values():
                yield envelope(records)
            left = {place for place in left if runner.run(consumer.position(place)) < ends[place]}
    finally:
        runner.run(disconnect(consumer))


async def _assigned(settings: Settings, places: list[TopicPartition]) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(**connection(settings), isolation_level="read_committed")
    await consumer.start()
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    return consumer


def measure(
    source: Source, streams: Sequence[str], most: int, policy: Policy, installation: Installation
) -> Iterator[Pace]:
    """The pace of each stream that has records, over `most` of them; accounts are read to their end before.

    Raises Failed where none has.
    """
    build()
    accounts: dict[int, Accounts] = defaultdict(Accounts)
    for raw in source("accounts"):
        accounts[raw.partition].feed(raw)
    gc.collect()
    gc.freeze()
    measured = (_pace(stream, source(stream), most, policy, accounts, installation) for stream in streams)
    found = False
    for pace in filter(None, measured):
        found = True
        yield pace
    if not found:
        raise Failed(f"there are no records of {', '.join(streams)} to measure with: `ringfence send` puts some there")


def _pace(
    stream: str,
    batches: Iterator[RawBatch],
    most: int,
    policy: Policy,
    accounts: Mapping[int, Accounts],
    installation: Installation,
) -> Pace | None:
    shards: dict[int, Shard] = {}
    records = size = findings = dead = 0
    fetch = read = judge = 0.0
    began, last = time.perf_counter(), time.process_time()
    for raw in batches:
        fetched = time.process_time()
        shard = shards.get(raw.partition)
        if shard is None:
            shard = Shard(STREAMS[stream], policy, accounts[raw.partition], raw.partition, installation=installation)
            shards[raw.partition] = shard
        batch = shard.read(raw)
        placed = time.process_time()
        fed = shard.judge(batch)
        records, findings, dead = records + len(raw.values), findings + len(fed.alerts), dead + len(fed.dead)
        size += sum(map(len, filter(None, raw.values)))
        fetch, read, judge = fetch + fetched - last, read + placed - fetched, judge + time.process_time() - placed
        if records >= most:
            break
        last = time.process_time()
    if not records:
        return None
    each = 1e6 / records
    took = time.perf_counter() - began
    return Pace(stream, records, size / records, took, fetch * each, read * each, judge * each, findings, dead)


def line(pace: Pace) -> str:
    """It in one line, for people."""
    return (
        f"{pace.stream}: {pace.rate:,.0f} records/s; {pace.fetch:.2f} µs a record to fetch, {pace.read:.2f} to read, "
        f"{pace.judge:.2f} to judge; {pace.records:,} records of {pace.bytes:,.0f} bytes, findings: {pace.findings:,}, "
        f"dead letters: {pace.dead_letters:,}"
    )


def as_json(paces: Iterable[Pace]) -> bytes:
    """All of it, for programs."""
    return msgspec.json.encode([pace._asdict() | {"rate": pace.rate} for pace in paces]) + b"\n"
