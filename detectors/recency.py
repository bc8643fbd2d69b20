"""The K numbers seen most recently and when, sorted by number: how many of those in a window stand close together."""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory, double, load, store

RECENCY = np.dtype([*BLOCK, ("kept", "i4")])
"""A block of entries, of which the first `kept` are in use."""

ENTRY = 4  # cells: a 64-bit number and its 64-bit stamp
TURNS = 20  # bits of a stamp, below its time, that tell which came later of those seen at the same time


@kernel
def move(memory: Memory, start: int, to: int) -> None:
    """Copies one entry."""
    for cell in range(ENTRY):
        memory[to + cell] = memory[start + cell]


@kernel
def remember(numbers: Record, memory: Memory, number: int, ts: int, most: int) -> None:
    """Notes that `number` was seen at `ts` (> 0), forgetting the one seen longest ago where more than `most` are known.

    Of those last seen at the same time, the one that came later counts as later.
    """
    begin, n = numbers.at, numbers.kept
    at, oldest, stamp = 0, 0, ts << TURNS
    oldest_stamp = load(memory, begin + 2) if n else np.int64(0)
    for i in range(n):
        entry = begin + i * ENTRY
        seen = load(memory, entry + 2)
        at += load(memory, entry) < number
        if seen >> TURNS == ts:
            stamp = max(stamp, seen + 1)
        if seen < oldest_stamp:
            oldest, oldest_stamp = i, seen
    place = begin + at * ENTRY
    if at < n and load(memory, place) == number:
        store(memory, place + 2, max(load(memory, place + 2), stamp))
        return
    if n == most:
        if stamp < oldest_stamp:
            return
        for i in range(oldest, n - 1):
            move(memory, begin + (i + 1) * ENTRY, begin + i * ENTRY)
        n -= 1
        at -= at > oldest
    elif (n + 1) * ENTRY > numbers.cells:
        double(numbers, memory, numbers.cells, ENTRY)
    for i in range(n, at, -1):
        move(memory, numbers.at + (i - 1) * ENTRY, numbers.at + i * ENTRY)
    store(memory, numbers.at + at * ENTRY, number)
    store(memory, numbers.at + at * ENTRY + 2, stamp)
    numbers.kept = n + 1


@kernel
def longest_run(numbers: Record, memory: Memory, since: int, apart: int, number: int) -> tuple[Int, bool]:
    """Of the numbers last seen at `since` or later, the most in a row, each at most `apart` from the next.

    And whether `number` has another one that close.
    """
    run, most, before, company = 0, 0, np.int64(0), False
    for entry in range(numbers.at, numbers.at + numbers.kept * ENTRY, ENTRY):
        if load(memory, entry + 2) >> TURNS < since:
            continue
        each = load(memory, entry)
        close = run > 0 and each - before <= apart
        company = company or (close and (each == number or before == number))
        run = run + 1 if close else 1
        before = each
        most = max(most, run)
    return most, company
