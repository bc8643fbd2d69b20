"""The parts of a whole measurement. Ours and others take turns, so that both meet the same neighbours."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks import latency, memory, reading, replaying, scale, throughput
from benchmarks.brokers import broker, filled
from benchmarks.figures import Figures
from benchmarks.peers.counting import alerted
from benchmarks.peers.environments import Unavailable
from benchmarks.peers.ours import OURS
from benchmarks.peers.peer import PEERS
from benchmarks.peers.peer import measure as peer
from benchmarks.process import Failed
from benchmarks.speed import Speed
from benchmarks.traffic.streams import TRAFFIC
from streams.settings import Settings
from tests.kafka.topics import Topics

RATE, PROCESSOR = "records/s", "CPU s a million"
SAMPLE = 50_000  # records that are read in two ways


class Size(NamedTuple):
    """How much of everything."""

    records: int  # on each topic; all engines take these
    long: int  # on each topic of a run from end to end, in which the last commit is to count for no more than it is
    runs: int
    seconds: int  # of a steady load
    most: int  # accounts in a shard
    accounts: int = 5_000
    partitions: int = 8
    streams: tuple[str, ...] = tuple(TRAFFIC)
    peers: tuple[str, ...] = tuple(PEERS)


WHOLE = Size(records=1_000_000, long=3_000_000, runs=5, seconds=30, most=1_000_000)
QUICK = Size(records=120_000, long=600_000, runs=1, seconds=10, most=100_000)


def run(parts: Iterable[str], size: Size, found: Figures) -> None:
    """Measures them; raises Failed or NoKafka where one of ours cannot be."""
    for part in PARTS:
        if part in parts:
            PARTS[part](size, found)


def said(what: str) -> None:
    """What is being measured, for whoever waits."""
    print(f"… {what}", file=sys.stderr, flush=True)


def speed(found: Figures, part: str, name: str, one: Speed, at: float | None = None) -> None:
    """Both figures of a run."""
    found.add(part, name, RATE, one.rate, at)
    found.add(part, name, PROCESSOR, one.processor, at)


def workers(size: Size, found: Figures) -> None:
    """One worker on each stream, on all of them, and two on all of them; and `replay`."""
    full = dict.fromkeys(size.streams, size.long)
    with broker() as bootstrap, filled(bootstrap, full, size.accounts, size.partitions) as settings:
        alerts: dict[tuple[str, ...], int] = {}
        for _ in range(size.runs):
            for name, streams, count in _tasks(size):
                said(f"{name}: {count} worker")
                one = throughput.measure(throughput.of_its_own(settings, streams), streams, count)
                if alerts.setdefault(streams, one.alerts) != one.alerts:
                    raise Failed(f"{name}: {one.alerts} alerts, where there were {alerts[streams]} the time before")
                speed(found, "throughput", name, one)
                found.add("throughput", name, "MB", one.memory / 1e6)
                found.add("throughput", name, "s until ready", one.start)
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as scratch:
        each = dict.fromkeys(size.streams, size.records)
        replaying.files(Path(scratch), each, size.accounts)
        for _ in range(size.runs):
            said("replay")
            speed(found, "throughput", "replay, mixed", replaying.measure(Path(scratch), sum(each.values())))


def _tasks(size: Size) -> Iterator[tuple[str, tuple[str, ...], int]]:
    for stream in size.streams:
        yield stream, (stream,), 1
    if len(size.streams) > 1:
        yield "mixed", size.streams, 1
        yield "mixed, two workers", size.streams, 2


def peers(size: Size, found: Figures) -> None:
    """Every engine over the same calls in turns with ours."""
    made = (json.loads(one.value) for one in TRAFFIC["calls"](size.records, size.accounts))
    wanted = alerted((one["account"], one["ts"]) for one in made)
    with broker() as bootstrap, filled(bootstrap, {"calls": size.records}, size.accounts, size.partitions) as settings:
        topics, name = Topics(bootstrap), settings.topic("calls")
        for _ in range(size.runs):
            for ours in OURS:
                said(ours.name)
                mine = throughput.of_its_own(settings, ["calls"])
                one = throughput.measure(mine, ["calls"], program=ours.program)
                speed(found, "peers", ours.name, one.taking)
            for other in map(PEERS.__getitem__, size.peers):
                if other.name in found.missing:
                    continue
                said(other.name)
                try:
                    measured = peer(other, topics, name, size.partitions, size.records)
                except (Unavailable, Failed) as failure:
                    found.miss(other.name, str(failure))
                    continue
                if not other.fetches and measured.alerts != wanted:
                    found.miss(other.name, f"found {len(measured.alerts)} windows over the limit, not {len(wanted)}")
                    continue
                speed(found, "peers", other.name, measured)


def waits(size: Size, found: Figures) -> None:
    """How long a recommendation takes, at shares of what one worker was measured to take."""
    with broker() as bootstrap, filled(bootstrap, {"calls": size.records}, size.accounts, size.partitions) as settings:
        capacity = found.of("throughput", "calls", RATE)
        if capacity is None:
            said("calls: 1 worker")
            capacity = throughput.measure(throughput.of_its_own(settings, ["calls"]), ["calls"]).rate
        found.add("latency", "capacity", RATE, capacity)
        for share in latency.SHARES:
            said(f"latency at {share:.0%}")
            one = latency.measure(settings, int(share * capacity), size.seconds, size.accounts)
            for name, value in zip(("p50", "p95", "p99", "max"), one, strict=False):
                found.add("latency", name, "ms", value, 100 * share)
            found.add("latency", "sent", RATE, one.sent, 100 * share)


def growth(size: Size, found: Figures) -> None:
    """What a shard costs as accounts, detectors and batches grow; workers, as partitions and they themselves do."""
    for point in scale.shards(size.records, size.accounts, size.most):
        said(f"{point.curve}: {point.at:g}")
        found.add("scale", point.curve, point.unit, point.value, point.at)
    for count in scale.PARTITIONS:
        with broker() as bootstrap, filled(bootstrap, {"calls": size.long}, size.accounts, count) as settings:
            _scaled(settings, found, "partitions", count, 1)
    with broker() as bootstrap, filled(bootstrap, {"calls": size.long}, size.accounts, size.partitions) as settings:
        for count in scale.WORKERS:
            _scaled(settings, found, "workers", count, count)


def _scaled(settings: Settings, found: Figures, curve: str, at: int, count: int) -> None:
    said(f"{curve}: {at}")
    speed(found, "scale", curve, throughput.measure(throughput.of_its_own(settings, ["calls"]), ["calls"], count), at)


def shards(size: Size, found: Figures) -> None:
    """What reading and judging a record of each stream take, without a broker."""
    for stream in size.streams:
        for _ in range(size.runs):
            said(f"shard of {stream}")
            cost = memory.measured(stream, size.records, size.accounts)
            found.add("shard", stream, "µs to read", cost.read)
            found.add("shard", stream, "µs to judge", cost.judge)
            found.add("shard", stream, "bytes an account", cost.state + cost.facts)
    if "calls" in size.streams:
        sample = [made.value for made in TRAFFIC["calls"](min(size.records, SAMPLE), size.accounts)]
        scanner, decode, columns = reading.measure(sample)
        found.add("shard", "calls, the scanner", "µs to read", scanner)
        found.add("shard", "calls, msgspec and eight columns", "µs to read", decode + columns)


PARTS: Mapping[str, Callable[[Size, Figures], None]] = {
    "throughput": workers,
    "peers": peers,
    "latency": waits,
    "scale": growth,
    "shard": shards,
}
