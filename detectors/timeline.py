"""The times of the last seconds' attempts in order, for limits that are exact to the millisecond.

Attempts may come up to `LATE` ms behind the account's clock, as switches that report to one stream differ; what is
later still counts nowhere.
"""

import numpy as np

from detectors.kernel import Record, kernel
from detectors.memory import BLOCK, Memory, give_back, load, store, take

LATE = 10_000  # ms
KEPT = LATE + 1_000  # ms: a late attempt's span of 1000 ms must still be whole
LONGEST = 1 << 17  # attempts kept: 11 s of the largest limit that an account may have

TIMELINE = np.dtype([*BLOCK, ("head", "i4"), ("length", "i4")])
"""A ring of 64-bit times, the oldest at `head`."""


@kernel
def time_at(line: Record, memory: Memory, i: int) -> int:
    """The i-th oldest time."""
    return load(memory, line.at + 2 * ((line.head + i) & (line.cells // 2 - 1)))


@kernel
def put_at(line: Record, memory: Memory, i: int, ts: int) -> None:
    """Sets the i-th oldest time."""
    store(memory, line.at + 2 * ((line.head + i) & (line.cells // 2 - 1)), ts)


@kernel
def grow(line: Record, memory: Memory) -> None:
    """Moves the ring into a block of twice its size."""
    cells = max(4, 2 * line.cells)
    at = take(memory, cells)
    for i in range(line.length):
        store(memory, at + 2 * i, time_at(line, memory, i))
    if line.cells:
        give_back(memory, line.at, line.cells)
    line.at, line.cells, line.head = at, cells, 0


@kernel
def insert(line: Record, memory: Memory, ts: int, clock: int) -> int:
    """Adds a time and returns which of the kept ones it is, the oldest being 0; −1 where it is too late to count."""
    if ts < clock - LATE:
        return -1
    while line.length and (time_at(line, memory, 0) < clock - KEPT or line.length == LONGEST):
        line.head = (line.head + 1) & (line.cells // 2 - 1)
        line.length -= 1
    if 2 * line.length == line.cells:
        grow(line, memory)
    at = line.length
    line.length += 1
    while at > 0 and time_at(line, memory, at - 1) > ts:
        put_at(line, memory, at, time_at(line, memory, at - 1))
        at -= 1
    put_at(line, memory, at, ts)
    return at


@kernel
def first_after(line: Record, memory: Memory, ts: int) -> int:
    """The index of the oldest time later than `ts`."""
    low, high = 0, line.length
    while low < high:
        middle = (low + high) // 2
        if time_at(line, memory, middle) > ts:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def busiest(line: Record, memory: Memory, at: int, span: int) -> int:
    """The most times within any half-open `span` ms that holds the one at index `at`."""
    ts = time_at(line, memory, at)
    start = first_after(line, memory, ts - span)
    most = 0
    end = at
    while start <= at:
        last = time_at(line, memory, start) + span
        while end < line.length and time_at(line, memory, end) < last:
            end += 1
        most = max(most, end - start)
        if end == line.length:
            return most  # a later start cannot hold more
        start += 1
    return most
