"""The last 64 event ids of an account on a topic, so that a record that comes twice changes nothing."""

import numpy as np

from detectors.kernel import Record, kernel
from detectors.memory import BLOCK, Memory, give_back, load, store, take

KEPT = 64

RECENT = np.dtype([*BLOCK, ("next", "i4")])
"""A ring of 64-bit hashes that grows to 64; `next` is where the next one goes, 0 in a place: never used."""


@kernel
def is_known(recent: Record, memory: Memory, event: int) -> bool:
    """Whether the hash `event` (not 0) is one of the last 64."""
    repeats = 0
    for at in range(recent.at, recent.at + recent.cells, 2):
        repeats += load(memory, at) == event
    return repeats > 0


@kernel
def keep(recent: Record, memory: Memory, event: int) -> None:
    """Makes a hash one of the last 64."""
    if 2 * recent.next == recent.cells:
        if recent.cells == 2 * KEPT:
            recent.next = 0
        else:
            cells = max(4, 2 * recent.cells)
            at = take(memory, cells)
            for i in range(recent.cells):
                memory[at + i] = memory[recent.at + i]
            if recent.cells:
                give_back(memory, recent.at, recent.cells)
            recent.at, recent.cells = at, cells
    store(memory, recent.at + 2 * recent.next, event)
    recent.next += 1
