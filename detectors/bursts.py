"""The most that happened within any span of a fixed length, exact to the millisecond however late it is reported."""

from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.moments import AT, POINTS, after, entry_of, insert, time_at

SECOND = 1_000
EACH, IN_SECONDS = 1, 2  # cells of a point: a time; a second, and its first and last times as ms within it
LAST = 10  # bits for the first of the two


@kernel
def onward(line: Record, memory: Memory, piece: int, point: int) -> tuple[int, int]:
    """The place as one where a point is, of the next piece where this one has no more."""
    if piece < line.pieces and point >= memory[entry_of(line, piece) + POINTS]:
        return piece + 1, point - memory[entry_of(line, piece) + POINTS]
    return piece, point


@kernel
def count(line: Record, memory: Memory, ts: int) -> None:
    """Something happened at `ts`."""
    piece, point = after(line, memory, ts, EACH)
    insert(line, memory, piece, point, ts, EACH)


@kernel
def busiest(line: Record, memory: Memory, ts: int, span: int, horizon: int) -> Int:
    """The most that happened after the horizon within a half-open `span` ms that holds `ts`, which was counted."""
    begin, first = after(line, memory, max(ts - span, horizon), EACH)
    begin, first = onward(line, memory, begin, first)
    end, last = begin, first
    within, most = 0, 0
    while begin < line.pieces:
        start = time_at(memory, entry_of(line, begin), first, EACH)
        if start > ts:
            return most
        while end < line.pieces and time_at(memory, entry_of(line, end), last, EACH) < start + span:
            within += 1
            end, last = onward(line, memory, end, last + 1)
        most = max(most, within)
        if end == line.pieces:
            return most  # a later start cannot hold more
        within -= 1
        begin, first = onward(line, memory, begin, first + 1)
    return most


@kernel
def mark(line: Record, memory: Memory, ts: int) -> None:
    """Something happened in the second of `ts`."""
    second, ms = ts // SECOND * SECOND, ts % SECOND
    piece, point = after(line, memory, second, IN_SECONDS)
    if point > 0 and time_at(memory, entry_of(line, piece), point - 1, IN_SECONDS) == second:
        cell = memory[entry_of(line, piece) + AT] + (point - 1) * IN_SECONDS + 1
        first, last = min(memory[cell] & ((1 << LAST) - 1), ms), max(memory[cell] >> LAST, ms)
    else:
        first, last = ms, ms
        piece, point = insert(line, memory, piece, point, second, IN_SECONDS)
        cell = memory[entry_of(line, piece) + AT] + point * IN_SECONDS + 1
    memory[cell] = first | last << LAST


@kernel
def first_in(line: Record, memory: Memory, piece: int, point: int) -> Int:
    """The first time in a second."""
    entry = entry_of(line, piece)
    ms = memory[memory[entry + AT] + point * IN_SECONDS + 1] & ((1 << LAST) - 1)
    return time_at(memory, entry, point, IN_SECONDS) + ms


@kernel
def last_in(line: Record, memory: Memory, piece: int, point: int) -> Int:
    """The last time in a second."""
    entry = entry_of(line, piece)
    return time_at(memory, entry, point, IN_SECONDS) + (memory[memory[entry + AT] + point * IN_SECONDS + 1] >> LAST)


@kernel
def seconds(line: Record, memory: Memory, ts: int, span: int, horizon: int) -> Int:
    """The most clock seconds with something in them after the horizon within a half-open `span` ms that holds `ts`."""
    since = max(ts - span, horizon)
    begin, first = after(line, memory, since - SECOND, IN_SECONDS)
    begin, first = onward(line, memory, begin, first)
    while last_in(line, memory, begin, first) <= since:
        begin, first = onward(line, memory, begin, first + 1)
    end, last = begin, first
    within, most = 0, 0
    while begin < line.pieces:
        start = min(last_in(line, memory, begin, first), ts)
        while end < line.pieces and first_in(line, memory, end, last) < start + span:
            within += 1
            end, last = onward(line, memory, end, last + 1)
        most = max(most, within)
        if end == line.pieces or time_at(memory, entry_of(line, begin), first, IN_SECONDS) + SECOND > ts:
            return most
        within -= 1
        begin, first = onward(line, memory, begin, first + 1)
    return most
