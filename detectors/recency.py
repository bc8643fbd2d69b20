"""The K numbers seen most recently and when, sorted by number: how many of those in a window stand close together."""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory, give_back, load, store, take

ENTRY = 4  # cells: a 64-bit number and its 64-bit stamp; stamp 0 means that the place and all behind it are free
TURNS = 20  # bits of a stamp, below its time, that tell which came later of those seen at the same time


@kernel
def held(block: Record, memory: Memory) -> Int:
    """How many numbers are kept."""
    n = block.cells // ENTRY
    while n > 0 and load(memory, block.at + (n - 1) * ENTRY + 2) == 0:
        n -= 1
    return n


@kernel
def move(memory: Memory, start: int, to: int) -> None:
    """Copies one entry."""
    for cell in range(ENTRY):
        memory[to + cell] = memory[start + cell]


@kernel
def remember(block: Record, memory: Memory, number: int, ts: int, most: int) -> None:
    """Notes that `number` was seen at `ts` (> 0), forgetting the one seen longest ago where more than `most` are known.

    Of those last seen at the same time, the one that came later counts as later.
    """
    n = held(block, memory)
    known, at, oldest = -1, 0, 0
    stamp = ts << TURNS
    for i in range(n):
        entry = block.at + i * ENTRY
        seen = load(memory, entry + 2)
        if seen >> TURNS == ts:
            stamp = max(stamp, seen + 1)
        if load(memory, entry) == number:
            known = i
        if load(memory, entry) < number:
            at = i + 1
        if seen < load(memory, block.at + oldest * ENTRY + 2):
            oldest = i
    if known >= 0:
        place = block.at + known * ENTRY + 2
        store(memory, place, max(load(memory, place), stamp))
        return
    if n == most:
        if stamp < load(memory, block.at + oldest * ENTRY + 2):
            return
        for i in range(oldest, n - 1):
            move(memory, block.at + (i + 1) * ENTRY, block.at + i * ENTRY)
        n -= 1
        at -= at > oldest
    elif (n + 1) * ENTRY > block.cells:
        grow(block, memory)
    for i in range(n, at, -1):
        move(memory, block.at + (i - 1) * ENTRY, block.at + i * ENTRY)
    store(memory, block.at + at * ENTRY, number)
    store(memory, block.at + at * ENTRY + 2, stamp)


@kernel
def grow(block: Record, memory: Memory) -> None:
    """Moves the numbers into a block of twice the size."""
    cells = max(ENTRY, 2 * block.cells)
    at = take(memory, cells)
    for i in range(block.cells):
        memory[at + i] = memory[block.at + i]
    if block.cells:
        give_back(memory, block.at, block.cells)
    block.at, block.cells = at, cells


@kernel
def longest_run(block: Record, memory: Memory, since: int, apart: int) -> Int:
    """The most of the numbers last seen at `since` or later that stand in a row, each at most `apart` from the next."""
    run, most, before = 0, 0, np.int64(0)
    for i in range(held(block, memory)):
        entry = block.at + i * ENTRY
        if load(memory, entry + 2) >> TURNS < since:
            continue
        number = load(memory, entry)
        run = run + 1 if run > 0 and number - before <= apart else 1
        before = number
        most = max(most, run)
    return most


@kernel
def has_neighbour(block: Record, memory: Memory, number: int, since: int, apart: int) -> bool:
    """Whether another number last seen at `since` or later is at most `apart` from this one."""
    for i in range(held(block, memory)):
        entry = block.at + i * ENTRY
        distance = load(memory, entry) - number
        if load(memory, entry + 2) >> TURNS >= since and distance != 0 and -apart <= distance <= apart:
            return True
    return False
