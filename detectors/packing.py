"""Takes the blocks that rows own out of an arena, as one run of cells, and puts them into one; in compiled code.

Rows come as cells, and their owners as rows of `OWNER` numbers: the places in a row of the handle, of the block's size
and of how many entries it lists; then, of the directory that it is, the entry's stride, the places in an entry of the
handle and of the size of what is listed, the cells of a unit of that, and those of the smallest block that is listed. A
stride of 0: it lists nothing.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import Memory, give_back, take

Cells = NDArray[np.int32]
Places = NDArray[np.int64]

OWNER = 8
AT, CELLS, ENTRIES, STRIDE, HANDLE, SIZE, UNIT, LEAST = range(OWNER)


@kernel
def measured(rows: Cells, memory: Memory, owners: Places) -> int:
    """How many cells the blocks of all rows have, with those that are listed."""
    total = 0
    for o in range(len(owners)):
        for r in range(len(rows)):
            total += rows[r, owners[o, CELLS]]
            if owners[o, STRIDE] > 0:
                entry = rows[r, owners[o, AT]] + owners[o, SIZE]
                for _ in range(rows[r, owners[o, ENTRIES]]):
                    total += memory[entry] * owners[o, UNIT]
                    entry += owners[o, STRIDE]
    return total


@kernel
def taken_out(rows: Cells, memory: Memory, owners: Places, cells: Cells) -> None:
    """Copies the blocks, owner by owner: those of all rows, then what they list. Handles become 0."""
    used = 0
    for o in range(len(owners)):
        first = used
        for r in range(len(rows)):
            at, size = rows[r, owners[o, AT]], rows[r, owners[o, CELLS]]
            for i in range(size):
                cells[used + i] = memory[at + i]
            used += size
            rows[r, owners[o, AT]] = 0
        if owners[o, STRIDE] == 0:
            continue
        for r in range(len(rows)):
            entry = first
            for _ in range(rows[r, owners[o, ENTRIES]]):
                at, size = cells[entry + owners[o, HANDLE]], cells[entry + owners[o, SIZE]] * owners[o, UNIT]
                for i in range(size):
                    cells[used + i] = memory[at + i]
                used += size
                cells[entry + owners[o, HANDLE]] = 0
                entry += owners[o, STRIDE]
            first += rows[r, owners[o, CELLS]]


@kernel
def take_all(memory: Memory, lengths: Places, least: int, cells: Cells, used: int) -> tuple[Cells, int]:
    """Blocks for the cells from `used` on: where they are, and how many are used then.

    Each is of its length (0: none), and at least of `least` cells.
    """
    places = np.zeros(len(lengths), np.int32)
    for i in range(len(lengths)):
        if lengths[i]:
            places[i] = take(memory, max(lengths[i], least))
            for k in range(lengths[i]):
                memory[places[i] + k] = cells[used + k]
            used += lengths[i]
    return places, used


@kernel
def let_go(rows: Cells, row: int, memory: Memory, owners: Places) -> None:
    """Gives the blocks of a row back to the arena."""
    for o in range(len(owners)):
        at, size = rows[row, owners[o, AT]], rows[row, owners[o, CELLS]]
        if size == 0:
            continue
        if owners[o, STRIDE] > 0:
            entry = at
            for _ in range(rows[row, owners[o, ENTRIES]]):
                cells = memory[entry + owners[o, SIZE]] * owners[o, UNIT]
                if cells > 0:
                    give_back(memory, memory[entry + owners[o, HANDLE]], max(cells, owners[o, LEAST]))
                entry += owners[o, STRIDE]
        give_back(memory, at, size)
