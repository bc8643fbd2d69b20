"""What it costs to turn records into columns: the compiled scanner, and msgspec, which everybody would reach for."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from streams.reader import Reader, laid_out
from streams.stream import STREAMS

TIMES = 7


class Reading(NamedTuple):
    """Microseconds a record, at best."""

    scanner: float  # all fields to columns, numbers classified, texts hashed
    decode: float  # msgspec to structs of the contract
    columns: float  # eight fields of these structs to arrays, nothing classified or hashed


def measure(values: Sequence[bytes]) -> Reading:
    """Reads the same records in both ways."""
    reader = Reader(STREAMS["calls"])
    given = list(values)
    rows, taken = np.zeros(len(given), reader.stream.columns), np.zeros(len(given), np.bool_)

    def scan() -> None:
        text, bounds = laid_out(given)
        reader.fill(text, bounds, rows, taken, lenient=False)

    decoder = msgspec.json.Decoder(STREAMS["calls"].events)
    decoded = [decoder.decode(value) for value in given]

    def decode() -> None:
        for value in given:
            decoder.decode(value)

    def columns() -> None:
        for name in ("account", "call", "from_", "to", "direction"):
            np.array([hash(getattr(event, name)) for event in decoded], np.int64)
        for name in ("ts", "talk_ms", "ring_ms"):
            np.array([getattr(event, name, 0) for event in decoded], np.int64)

    figures = Reading(*(_best(what) / len(given) * 1e6 for what in (scan, decode, columns)))
    if not taken.all():
        raise AssertionError(f"the scanner declined {int((~taken).sum())} of {len(given)} records")
    return figures


def _best(what: Callable[[], None]) -> float:
    """Seconds of the fastest of some runs: what others do on the machine only ever adds."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        what()
        times.append(time.perf_counter() - began)
    return min(times)
