"""The last 64 event ids of an account on a topic, so that a record that comes twice changes nothing."""

import numpy as np

from detectors.kernel import Record, kernel
from detectors.memory import BLOCK, Memory, give_back, take

KEPT = 64

RECENT = np.dtype([*BLOCK, ("next", "i4")])
"""A ring of 64-bit hashes that grows to 64: their lower halves, then their upper ones, so that a look at the lower
ones, which lie together, tells nearly always. `next` is where the next one goes, 0 in a place: never used."""


@kernel
def is_known(recent: Record, memory: Memory, event: int) -> bool:
    """Whether the hash `event` (not 0) is one of the last 64."""
    size, low = recent.cells // 2, lower(event)
    alike = 0
    for at in range(recent.at, recent.at + size):
        alike += memory[at] == low
    if alike == 0:
        return False
    for at in range(recent.at, recent.at + size):
        if memory[at] == low and memory[at + size] == upper(event):
            return True
    return False


@kernel
def lower(event: int) -> np.int32:
    """The lower half of a hash."""
    return np.int32(
        (np.int64(event) & np.int64(0xFFFFFFFF)) - ((np.int64(event) & np.int64(0x80000000)) << np.int64(1))
    )


@kernel
def upper(event: int) -> np.int32:
    """The upper half of a hash."""
    return np.int32(np.int64(event) >> np.int64(32))


@kernel
def keep(recent: Record, memory: Memory, event: int) -> None:
    """Makes a hash one of the last 64."""
    size = recent.cells // 2
    if recent.next == size:
        if size == KEPT:
            recent.next = 0
        else:
            grow(recent, memory)
            size = recent.cells // 2
    memory[recent.at + recent.next] = lower(event)
    memory[recent.at + size + recent.next] = upper(event)
    recent.next += 1


@kernel
def grow(recent: Record, memory: Memory) -> None:
    """Moves the ring into a block of twice the size."""
    size, cells = recent.cells // 2, max(4, 2 * recent.cells)
    at = take(memory, cells)
    for i in range(size):
        memory[at + i] = memory[recent.at + i]
        memory[at + cells // 2 + i] = memory[recent.at + size + i]
    if recent.cells:
        give_back(memory, recent.at, recent.cells)
    recent.at, recent.cells = at, cells
