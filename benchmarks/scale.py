"""How cost grows: with accounts, detectors and batches in a shard; with partitions and workers on Kafka."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks import memory
from detectors.base import of_stream

ACCOUNTS = (1_000, 10_000, 100_000, 1_000_000)
BATCHES = (10, 100, 1_000, 2_500, 10_000, 50_000)
PARTITIONS = (1, 8, 64)
WORKERS = (1, 2, 4)
DETECTORS = (1, 4, 8)  # and all
EACH = 8  # events of an account; at its first ones an account is made room for, which is not what the curve is about


class Point(NamedTuple):
    """One figure on a curve."""

    curve: str
    unit: str
    at: float
    value: float


def shards(records: int, accounts: int, most: int) -> Iterator[Point]:
    """Shards of calls, each in a process of its own; up to `most` accounts."""
    for count in (count for count in ACCOUNTS if count <= most):
        cost = memory.measured("calls", max(records, EACH * count), count)
        yield Point("accounts", "bytes an account", count, cost.state + cost.facts)
        yield Point("accounts", "µs an event", count, cost.read + cost.judge)
    everything = len(of_stream("calls"))
    for count in (*DETECTORS, everything):
        cost = memory.measured("calls", records, accounts, detectors=count % everything)
        yield Point("detectors", "bytes an account", count, cost.state + cost.facts)
        yield Point("detectors", "µs an event", count, cost.judge)
    for size in BATCHES:
        cost = memory.measured("calls", records, accounts, batch=size)
        yield Point("records a batch", "µs an event", size, cost.read + cost.judge)
