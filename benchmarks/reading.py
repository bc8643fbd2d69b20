"""What it costs to turn records into columns: the compiled scanner, and msgspec, which everybody would reach for."""

import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from benchmarks.memory import BATCH
from streams.reader import Reader, laid_out
from streams.stream import STREAMS

TIMES = 7


class Reading(NamedTuple):
    """Microseconds a record, at best."""

    scanner: float  # all fields to columns, numbers classified, texts hashed
    decode: float  # msgspec to structs of the contract
    columns: float  # eight fields of these structs to arrays, nothing classified or hashed


def measure(values: Sequence[bytes]) -> Reading:
    """Reads the same records in both ways, a batch at a time; raises AssertionError where the scanner declines one."""
    reader = Reader(STREAMS["calls"])
    batches = [list(values[at : at + BATCH]) for at in range(0, len(values), BATCH)]
    decoder = msgspec.json.Decoder(STREAMS["calls"].events)
    decoded = [[decoder.decode(value) for value in batch] for batch in batches]

    def scan(batch: list[bytes]) -> None:
        text, bounds = laid_out(batch)
        rows, taken = np.zeros(len(batch), reader.stream.columns), np.zeros(len(batch), np.bool_)
        reader.fill(text, bounds, rows, taken, lenient=False)
        if not taken.all():
            raise AssertionError(f"the scanner declined {int((~taken).sum())} of {len(batch)} records")

    def decode(batch: list[bytes]) -> None:
        for value in batch:
            decoder.decode(value)

    def columns(batch: list[Any]) -> None:
        for name in ("account", "call", "from_", "to", "direction"):
            np.array([hash(getattr(event, name)) for event in batch], np.int64)
        for name in ("ts", "talk_ms", "ring_ms"):
            np.array([getattr(event, name, 0) for event in batch], np.int64)

    return Reading(_best(scan, batches), _best(decode, batches), _best(columns, decoded))


def _best(what: Callable[[list[Any]], None], batches: Sequence[list[Any]]) -> float:
    """Microseconds of processor time a record, in the fastest of some runs: neighbours only ever add to it."""
    times = []
    for _ in range(TIMES):
        began = time.process_time()
        for batch in batches:
            what(batch)
        times.append(time.process_time() - began)
    return min(times) / sum(map(len, batches)) * 1e6
