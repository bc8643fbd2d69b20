"""Points in time in order, however late they come: pieces of up to 1,024 cells behind a directory, all in the arena.

A point is `width` cells, the first of them its time as an offset from the base of its piece. Adding one costs a search
and the shift of at most a piece, at any number of points; those at or before a horizon are given back.
"""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory, double, give_back, load, store, take

MOMENTS = np.dtype([*BLOCK, ("pieces", "i4")])
"""The directory of the pieces, in order of time. No piece is empty."""

# Cells of a piece's entry in the directory
AT, CELLS, POINTS, LIFT, PEAK, BASE, PIECE = 0, 1, 2, 3, 4, 5, 8
MOST = 1024  # cells of a piece
FAR = 1 << 30  # ms from its base within which a piece has its points, 12 days; what is kept spans two


@kernel
def entry_of(line: Record, piece: int) -> int:
    """Where a piece's entry is."""
    return line.at + piece * PIECE


@kernel
def time_at(memory: Memory, entry: int, point: int, width: int) -> Int:
    """The time of a point."""
    return load(memory, entry + BASE) + memory[memory[entry + AT] + point * width]


@kernel
def after(line: Record, memory: Memory, ts: int, width: int) -> tuple[int, int]:
    """Piece and place of the first point later than `ts`; the place may be the one behind the last of its piece."""
    low, high = 0, line.pieces
    while low < high:  # the first piece that begins later
        middle = (low + high) // 2
        if time_at(memory, entry_of(line, middle), 0, width) > ts:
            high = middle
        else:
            low = middle + 1
    if low == 0:
        return 0, 0
    piece = low - 1
    entry = entry_of(line, piece)
    low, high = 0, memory[entry + POINTS]
    while low < high:
        middle = (low + high) // 2
        if time_at(memory, entry, middle, width) > ts:
            high = middle
        else:
            low = middle + 1
    return piece, low


@kernel
def insert(line: Record, memory: Memory, piece: int, point: int, ts: int, width: int) -> tuple[int, int]:
    """Makes room for a point with this time where `after` said; returns where it is. Its other cells are 0."""
    if line.pieces == 0:
        add_piece(line, memory, 0, ts)
        piece, point = 0, 0
    entry = entry_of(line, piece)
    if memory[entry + POINTS] * width == memory[entry + CELLS]:
        if memory[entry + CELLS] < MOST:
            resize(memory, entry, 2 * memory[entry + CELLS], width)
        elif point == memory[entry + POINTS] and piece == line.pieces - 1:
            piece, point = piece + 1, 0
            add_piece(line, memory, piece, ts)
        else:
            piece, point = split(line, memory, piece, point, width)
        entry = entry_of(line, piece)
        if memory[entry + POINTS] * width == memory[entry + CELLS]:
            resize(memory, entry, 2 * memory[entry + CELLS], width)
    cell = memory[entry + AT] + point * width
    for at in range(memory[entry + AT] + memory[entry + POINTS] * width - 1, cell - 1, -1):
        memory[at + width] = memory[at]
    memory[entry + POINTS] += 1
    memory[cell] = ts - load(memory, entry + BASE)
    for at in range(cell + 1, cell + width):
        memory[at] = 0
    return piece, point


@kernel
def remove(line: Record, memory: Memory, piece: int, point: int, width: int) -> None:
    """Takes a point out."""
    entry = entry_of(line, piece)
    begin, stop = memory[entry + AT] + point * width, memory[entry + AT] + memory[entry + POINTS] * width
    for at in range(begin, stop - width):
        memory[at] = memory[at + width]
    for at in range(stop - width, stop):
        memory[at] = 0
    memory[entry + POINTS] -= 1
    if memory[entry + POINTS] == 0:
        drop_piece(line, memory, piece)


@kernel
def expired(line: Record, memory: Memory, horizon: int, ts: int, width: int) -> int:
    """How many points of the first piece are to be given back now, as they lie at or before the horizon.

    All of a piece that lies there whole; of others only when it pays, or when `ts` would be too far from their base.
    """
    if line.pieces == 0:
        return 0
    entry = entry_of(line, 0)
    points = memory[entry + POINTS]
    if time_at(memory, entry, 0, width) > horizon:
        return 0
    if time_at(memory, entry, points - 1, width) <= horizon:
        return points
    low, high = 0, points
    while low < high:
        middle = (low + high) // 2
        if time_at(memory, entry, middle, width) > horizon:
            high = middle
        else:
            low = middle + 1
    return low if 4 * low >= points or ts - load(memory, entry + BASE) > FAR else 0


@kernel
def is_full(line: Record, memory: Memory, ts: int, width: int) -> bool:
    """Whether it is time to look for points to give back: the last piece has no room, or `ts` is far from the first."""
    if line.pieces == 0:
        return False
    last = entry_of(line, line.pieces - 1)
    far = ts - load(memory, line.at + BASE) > FAR
    return bool(far or memory[last + POINTS] * width == memory[last + CELLS])


@kernel
def forget(line: Record, memory: Memory, horizon: int, ts: int, width: int) -> None:
    """Gives points at or before the horizon back where that makes room for one at `ts`."""
    if is_full(line, memory, ts, width):
        gone = expired(line, memory, horizon, ts, width)
        while gone > 0:
            drop_points(line, memory, gone, width)
            gone = expired(line, memory, horizon, ts, width)


@kernel
def drop_points(line: Record, memory: Memory, gone: int, width: int) -> None:
    """Takes the first `gone` points out; the piece's base is then the first of those that are left."""
    entry = entry_of(line, 0)
    left = memory[entry + POINTS] - gone
    if left == 0:
        drop_piece(line, memory, 0)
        return
    begin, shift = memory[entry + AT], memory[memory[entry + AT] + gone * width]
    for at in range(begin, begin + left * width):
        memory[at] = memory[at + gone * width]
    for point in range(left):
        memory[begin + point * width] -= shift
    for at in range(begin + left * width, begin + (left + gone) * width):
        memory[at] = 0
    store(memory, entry + BASE, load(memory, entry + BASE) + shift)
    memory[entry + POINTS] = left
    while memory[entry + CELLS] >= 4 * left * width and memory[entry + CELLS] > 2:
        resize(memory, entry, memory[entry + CELLS] // 2, width)


@kernel
def add_piece(line: Record, memory: Memory, piece: int, base: int) -> None:
    """A new piece without points at this place of the directory."""
    if (line.pieces + 1) * PIECE > line.cells:
        double(line, memory, line.pieces * PIECE, PIECE)
    entry = entry_of(line, piece)
    for at in range(entry_of(line, line.pieces) - 1, entry - 1, -1):
        memory[at + PIECE] = memory[at]
    line.pieces += 1
    for at in range(entry, entry + PIECE):
        memory[at] = 0
    memory[entry + AT], memory[entry + CELLS] = take(memory, 2), 2
    store(memory, entry + BASE, base)


@kernel
def drop_piece(line: Record, memory: Memory, piece: int) -> None:
    """Gives a piece back."""
    entry = entry_of(line, piece)
    give_back(memory, memory[entry + AT], memory[entry + CELLS])
    end = entry_of(line, line.pieces)
    for at in range(entry, end - PIECE):
        memory[at] = memory[at + PIECE]
    for at in range(end - PIECE, end):
        memory[at] = 0
    line.pieces -= 1


@kernel
def resize(memory: Memory, entry: int, cells: int, width: int) -> None:
    """Moves a piece into a block of another size."""
    at = take(memory, cells)
    for i in range(memory[entry + POINTS] * width):
        memory[at + i] = memory[memory[entry + AT] + i]
    give_back(memory, memory[entry + AT], memory[entry + CELLS])
    memory[entry + AT], memory[entry + CELLS] = at, cells


@kernel
def split(line: Record, memory: Memory, piece: int, point: int, width: int) -> tuple[int, int]:
    """Moves the later half of a full piece into one of its own; returns where the place `point` is then."""
    add_piece(line, memory, piece + 1, load(memory, entry_of(line, piece) + BASE))
    old, new = entry_of(line, piece), entry_of(line, piece + 1)
    points = memory[old + POINTS]
    kept = points // 2
    resize(memory, new, memory[old + CELLS], width)
    shift = memory[memory[old + AT] + kept * width]
    for i in range((points - kept) * width):
        memory[memory[new + AT] + i] = memory[memory[old + AT] + kept * width + i]
        memory[memory[old + AT] + kept * width + i] = 0
    for i in range(points - kept):
        memory[memory[new + AT] + i * width] -= shift
    store(memory, new + BASE, load(memory, new + BASE) + shift)
    memory[new + LIFT], memory[new + PEAK] = memory[old + LIFT], memory[old + PEAK]
    memory[old + POINTS], memory[new + POINTS] = kept, points - kept
    return (piece, point) if point <= kept else (piece + 1, point - kept)
