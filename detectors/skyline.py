"""How many legs were up at each moment: a step function, exact to the millisecond however late or early legs come.

A leg is up for start ≤ t < end. Each leg leaves two points, where it begins and where it ends; the height of a point is
how many legs are up at that very moment. Only beginnings count as moments at which a limit can be reached.
"""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory
from detectors.moments import AT, LIFT, PEAK, POINTS, after, drop_points, entry_of, expired, insert, is_full, remove

SKYLINE = np.dtype([("floor", "i4"), *BLOCK, ("pieces", "i4")])
"""Points of two cells: time, and twice the height plus 1 where a leg begins. `floor` is the height before the first."""

WIDTH = 2
NONE = -(1 << 30)  # lower than any height, in place of a peak where no leg begins


@kernel
def height_at(memory: Memory, entry: int, point: int) -> Int:
    """How many legs are up at a point."""
    return (memory[memory[entry + AT] + point * WIDTH + 1] >> 1) + memory[entry + LIFT]


@kernel
def begins_at(memory: Memory, entry: int, point: int) -> bool:
    """Whether a leg begins at a point."""
    return bool(memory[memory[entry + AT] + point * WIDTH + 1] & 1)


@kernel
def highest(memory: Memory, entry: int, start: int, stop: int) -> Int:
    """The most legs up at beginnings among the points from `start` to `stop` of a piece, without its lift."""
    most = NONE
    for cell in range(memory[entry + AT] + start * WIDTH + 1, memory[entry + AT] + stop * WIDTH, WIDTH):
        if memory[cell] & 1:
            most = max(most, memory[cell] >> 1)
    return most


@kernel
def measure(line: Record, memory: Memory, piece: int) -> None:
    """Finds a piece's peak anew."""
    if piece < line.pieces:
        entry = entry_of(line, piece)
        memory[entry + PEAK] = highest(memory, entry, 0, memory[entry + POINTS])


@kernel
def put(line: Record, memory: Memory, ts: int, begins: int) -> None:
    """Adds a point at the height that there is at `ts`."""
    piece, point = after(line, memory, ts, WIDTH)
    height = line.floor
    if point > 0:
        height = height_at(memory, entry_of(line, piece), point - 1)
    pieces = line.pieces
    piece, point = insert(line, memory, piece, point, ts, WIDTH)
    entry = entry_of(line, piece)
    height -= memory[entry + LIFT]
    memory[memory[entry + AT] + point * WIDTH + 1] = 2 * height + begins
    if line.pieces != pieces:
        for near in range(max(piece - 1, 0), piece + 2):
            measure(line, memory, near)
    elif begins:
        memory[entry + PEAK] = max(memory[entry + PEAK], height)


@kernel
def lift(line: Record, memory: Memory, start: int, end: int, by: int) -> None:
    """Raises what lies between: `by` legs more are up for start ≤ t < end."""
    piece, point = after(line, memory, start - 1, WIDTH)
    last, stop = after(line, memory, end - 1, WIDTH)
    while piece <= last and piece < line.pieces:
        entry = entry_of(line, piece)
        points = stop if piece == last else memory[entry + POINTS]
        if point == 0 and points == memory[entry + POINTS]:
            memory[entry + LIFT] += by
        elif point < points:
            first = memory[entry + AT]
            for cell in range(first + point * WIDTH + 1, first + points * WIDTH, WIDTH):
                memory[cell] += 2 * by
            measure(line, memory, piece)
        piece, point = piece + 1, 0


@kernel
def forget(line: Record, memory: Memory, horizon: int, ts: int) -> None:
    """Gives moments at or before the horizon back where that makes room for points up to `ts`."""
    if not is_full(line, memory, ts, WIDTH):
        return
    gone = expired(line, memory, horizon, ts, WIDTH)
    while gone > 0:
        line.floor = height_at(memory, entry_of(line, 0), gone - 1)
        whole = gone == memory[entry_of(line, 0) + POINTS]
        drop_points(line, memory, gone, WIDTH)
        if not whole:
            measure(line, memory, 0)
        gone = expired(line, memory, horizon, ts, WIDTH)


@kernel
def rise(line: Record, memory: Memory, start: int, end: int, horizon: int) -> None:
    """A leg is up for start ≤ t < end; what of it lies at or before the horizon is only kept as height."""
    if end <= horizon:
        return
    forget(line, memory, horizon, end)
    if start > horizon:
        put(line, memory, start, 1)
    else:
        start = horizon
        put(line, memory, horizon, 0)
    if start < end:
        put(line, memory, end, 0)
        lift(line, memory, start, end, 1)


@kernel
def fall(line: Record, memory: Memory, start: int, end: int, until: int, horizon: int) -> None:
    """A leg that was up for start ≤ t < until has ended before: at `end`."""
    end = max(end, start, horizon)
    if end >= until:
        return
    forget(line, memory, horizon, until)
    put(line, memory, end, 0)
    lift(line, memory, end, until, -1)
    piece, point = after(line, memory, until, WIDTH)
    entry = entry_of(line, piece)
    point -= 1
    while begins_at(memory, entry, point):  # the end is one of the points at `until`, all of the same height
        point -= 1
        if point < 0:
            piece -= 1
            entry = entry_of(line, piece)
            point = memory[entry + POINTS] - 1
    remove(line, memory, piece, point, WIDTH)


@kernel
def most_up(line: Record, memory: Memory, start: int, end: int) -> Int:
    """The most legs that were up at one of the beginnings in start ≤ t < end; below 0 where there is none."""
    most = NONE
    piece, point = after(line, memory, start - 1, WIDTH)
    last, stop = after(line, memory, end - 1, WIDTH)
    while piece <= last and piece < line.pieces:
        entry = entry_of(line, piece)
        points = stop if piece == last else memory[entry + POINTS]
        peak = memory[entry + PEAK]
        if point > 0 or points < memory[entry + POINTS]:
            peak = highest(memory, entry, point, points)
        most = max(most, peak + memory[entry + LIFT])
        piece, point = piece + 1, 0
    return most
