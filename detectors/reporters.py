"""Who has reported an account of late, and how far each is trusted: a list in the arena, a reporter an entry."""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory, give_back, load, store, take

REPORTERS = np.dtype([*BLOCK, ("reporters", "i4")])
"""The list; its entries are in no order."""

PANE, TRUST, ENTRY = 2, 3, 4  # cells of an entry: a hash, the pane of the latest report, the trust in it in millionths


@kernel
def heard(line: Record, memory: Memory, reporter: int, pane: int, trust: int, oldest: int) -> tuple[Int, Int]:
    """Notes a report; how many have reported since the pane `oldest`, and what the trust in all of them adds up to.

    A reporter counts once, with the trust in the latest report.
    """
    n, known, total = 0, False, np.int64(0)
    for i in range(line.reporters):
        entry, kept = line.at + i * ENTRY, line.at + n * ENTRY
        if memory[entry + PANE] < oldest:
            continue
        for cell in range(ENTRY if i > n else 0):
            memory[kept + cell] = memory[entry + cell]
        if load(memory, kept) == reporter:
            known = True
            if pane >= memory[kept + PANE]:
                memory[kept + PANE], memory[kept + TRUST] = pane, trust
        total += memory[kept + TRUST]
        n += 1
    for cell in range(line.at + n * ENTRY, line.at + line.reporters * ENTRY):
        memory[cell] = 0
    line.reporters = n
    if not known:
        add(line, memory, reporter, pane, trust)
        total += trust
    return line.reporters, total


@kernel
def add(line: Record, memory: Memory, reporter: int, pane: int, trust: int) -> None:
    """Adds a reporter, in a block of twice the size where the list is full."""
    if (line.reporters + 1) * ENTRY > line.cells:
        cells: Int = max(ENTRY, 2 * line.cells)
        at = take(memory, cells)
        for i in range(line.reporters * ENTRY):
            memory[at + i] = memory[line.at + i]
        if line.cells:
            give_back(memory, line.at, line.cells)
        line.at, line.cells = at, cells
    entry = line.at + line.reporters * ENTRY
    store(memory, entry, reporter)
    memory[entry + PANE], memory[entry + TRUST] = pane, trust
    line.reporters += 1
