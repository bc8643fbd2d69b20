"""One arena of 4-byte cells for everything in a shard that grows, so that small accounts do not pay for large ones.

A block is 2, 4, 8 … cells, named by the index of its first cell; freed blocks of a size are reused first. The first
cells of the arena hold its own books. A kernel cannot enlarge an array, so the shard keeps `room` cells free before
each event.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, Record, kernel

Memory = NDArray[np.int32]

TOP = 0  # cell that holds the first cell never handed out
LARGEST = 1  # cell that holds the size of the largest block handed out so far
FREE = 2  # cells FREE + c hold the first free block of 2**c cells, 0: none
MOST = np.iinfo(np.int32).max  # cells that can be named
FIRST = 64  # first cell that can be handed out; 0 therefore means "no block"

BLOCK = [("at", "i4"), ("cells", "i4")]
"""Fields of a record that own a block: where it is and how long. `at` 0: none yet.

No owner may have all fields of another and some more: numba would take the one for the other."""


def memory(cells: int = 1 << 16) -> Memory:
    """An empty arena of `cells` 4-byte cells."""
    arena = np.zeros(max(cells, 2 * FIRST), np.int32)
    arena[TOP] = FIRST
    return arena


def zeros(cells: int) -> Memory:
    """So many cells of nothing."""
    return np.zeros(cells, np.int32)


def enlarged(arena: Memory, room: int, empty: Callable[[int], Memory] = zeros) -> Memory:
    """The same arena with at least `room` free cells at its end; `empty` makes the larger one."""
    cells, needed = len(arena), int(arena[TOP]) + room
    while cells < needed:
        cells *= 2
    if needed > MOST:
        raise MemoryError("what its accounts leave behind needs more than 8 GiB; give the topics more partitions")
    larger = empty(min(cells, MOST))
    used = int(arena[TOP])  # to copy what has never been handed out would make it take memory
    larger[:used] = arena[:used]
    return larger


@kernel
def size_class(cells: int) -> int:
    """The c of the smallest block of 2**c cells that holds `cells` (at least 2)."""
    c = 1
    while (1 << c) < cells:
        c += 1
    return c


@kernel
def take(memory: Memory, cells: int) -> int:
    """Hands out a zeroed block of at least `cells` cells and returns where it is."""
    c = size_class(cells)
    size = 1 << c
    at = memory[FREE + c]
    if at != 0:
        memory[FREE + c] = memory[at]
        for i in range(at, at + size):
            memory[i] = 0
    else:
        at = memory[TOP]
        memory[TOP] = at + size
        memory[LARGEST] = max(memory[LARGEST], size)
    return at


@kernel
def give_back(memory: Memory, at: int, cells: int) -> None:
    """Frees the block of `cells` cells (a power of two) at `at`."""
    c = size_class(cells)
    memory[at] = memory[FREE + c]
    memory[FREE + c] = at


@kernel
def double(owner: Record, memory: Memory, used: int, least: int) -> None:
    """Moves an owner's block, of which the first `used` cells count, into one of twice its size, `least` at least."""
    cells = max(least, 2 * owner.cells)
    at = take(memory, cells)
    for i in range(used):
        memory[at + i] = memory[owner.at + i]
    if owner.cells:
        give_back(memory, owner.at, owner.cells)
    owner.at, owner.cells = at, cells


@kernel
def load(memory: Memory, at: int) -> Int:
    """The 64-bit integer in cells `at` and `at + 1`."""
    return (np.int64(memory[at]) & np.int64(0xFFFFFFFF)) | (np.int64(memory[at + 1]) << np.int64(32))


@kernel
def store(memory: Memory, at: int, value: int) -> None:
    """Puts a 64-bit integer into cells `at` and `at + 1`."""
    memory[at] = np.int32(
        (np.int64(value) & np.int64(0xFFFFFFFF)) - ((np.int64(value) & np.int64(0x80000000)) << np.int64(1))
    )
    memory[at + 1] = np.int32(np.int64(value) >> np.int64(32))
