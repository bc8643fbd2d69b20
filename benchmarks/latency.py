"""From a call that is handed to Kafka to the recommendation that comes of it and can be read, at a steady load."""

import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks import throughput, topic
from benchmarks.process import Failed, Process, running
from benchmarks.traffic.made import account_records, key_of
from streams.settings import Settings

A_SECOND = 20  # rushes
WARM = 0.2  # of them do not count
AFTER = 30.0  # seconds that the last recommendation may take
SHARES = (0.1, 0.5, 0.8)  # of what a worker can take


class Latency(NamedTuple):
    """Milliseconds, and how many records a second there really were."""

    p50: float
    p95: float
    p99: float
    most: float
    sent: float


def measure(settings: Settings, rate: int, seconds: int, accounts: int) -> Latency:
    """A worker at so many calls a second; raises Failed where a recommendation does not come."""
    probes = seconds * A_SECOND
    mine = throughput.of_its_own(settings, ())
    facts = list(account_records(accounts + probes))
    topic.fill(mine.brokers, mine.topic("accounts"), mine.partitions, facts[accounts:])
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as scratch:
        folder = Path(scratch)
        with running(throughput.WORKER, folder, throughput.environment(mine)) as worker:
            throughput.until_judging(worker)
            out = folder / "sent.json"
            asked = (mine.brokers, mine.topic("calls"), mine.partitions, rate, seconds, accounts, probes, out)
            pacing = (sys.executable, "-m", "benchmarks.pacing", *map(str, asked))
            with running(pacing, folder, {}, "pacing") as producer:
                seen = uvloop.run(_read(mine, producer, {key_of(accounts + n).decode() for n in range(probes)}))
                producer.wait(AFTER)  # it may have more to do after the last recommendation
            sent: dict[str, float] = orjson.loads(out.read_bytes())
    real = sent.pop("")
    if missing := sent.keys() - seen.keys():
        raise Failed(f"{len(missing)} of {len(sent)} recommendations had not come {AFTER:g} s after the last call")
    waits = [1e3 * (seen[account] - at) for account, at in sorted(sent.items())]
    p50, p95, p99, most = np.percentile(waits[int(WARM * len(waits)) :], (50, 95, 99, 100)).tolist()
    return Latency(p50, p95, p99, most, real)


async def _read(settings: Settings, producer: Process, wanted: set[str]) -> dict[str, float]:
    """When the first recommendation for each of these accounts could be read."""
    name = settings.topic("enforcement")
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.brokers, auto_offset_reset="earliest")
    await consumer.start()
    consumer.assign([TopicPartition(name, partition) for partition in range(settings.partitions)])
    seen, end = dict[str, float](), float("inf")
    try:
        while wanted - seen.keys() and time.monotonic() < end:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                now = time.monotonic()
                for record in records:
                    seen.setdefault((record.key or b"").decode(), now)
            if producer.ended() and end == float("inf"):
                end = time.monotonic() + AFTER
    finally:
        await consumer.stop()
    return seen
