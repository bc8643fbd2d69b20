"""How many legs are up at once, held against the limit in force at each moment: what the concurrency rows share."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from detectors.base import Detector, Limit, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.skyline import SKYLINE, fall, most_up, rise
from detectors.standing import Segments, segment_at

AT_ONCE = Limit("calls at once", 1_000_000)


class UpAtOnce(Detector, abstract=True):
    """What rows about legs that are up at once have in common. `legs` says in words which."""

    stream, channel, window = "calls", "voice", None
    state = np.dtype([("up", SKYLINE)])
    figures = ("at", "up", "ordinary_at", "ordinary_up")
    confidence = 1.0
    revised_by_limit = True
    legs: ClassVar[str]

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many, and the limit at that moment."""
        (name,) = cls.limits
        yield count(f"{name}_calls", seen.up, limit=limits[name], unit="calls at once")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        (name,) = cls.limits
        return f"{seen.up} {cls.legs} were up at once; fewer than {limits[name]:g} may be."


@kernel
def arrived(call: Record, account: Record, row: Record, memory: Memory, line: int) -> bool:
    """Whether a leg of this line begins with the event; keeps track of those that are up."""
    if call.line != line:
        return False
    if call.sets_up:
        rise(row.up, memory, call.since, call.lapses, account.horizon)
    else:
        fall(row.up, memory, call.since, call.ts, call.lapses, account.horizon)
    return bool(call.sets_up)


@kernel
def observe_line(
    call: Record,
    account: Record,
    row: Record,
    memory: Memory,
    fact: Record,
    segments: Segments,
    column: NDArray[np.float64],
    figures: Record,
    line: int,
) -> int:
    """Judges an arriving leg at every moment at which a leg began while it is up, by the limit in force at that moment.

    `column` has the values of the row's limit. The figures are those of the first stretch of one limit that is over it.
    """
    if not arrived(call, account, row, memory, line):
        return PASSED
    figures.at, figures.up, figures.ordinary_at, figures.ordinary_up = call.since, -1, call.since, -1
    over, usually = False, False
    stop = fact.segments_at + fact.segments
    for i in range(segment_at(fact, segments, call.since), stop):
        start, end = max(segments[i].start, call.since, account.horizon + 1), call.lapses
        if i + 1 < stop:
            end = min(end, segments[i + 1].start)
        up = most_up(row.up, memory, start, end) if start < end else -1
        if up < 0:
            continue
        if not over and up >= column[segments[i].limits]:
            figures.at, figures.up, over = start, up, True
        if not usually and up >= column[segments[i].ordinary]:
            figures.ordinary_at, figures.ordinary_up, usually = start, up, True
    return HIT if over or usually else COUNTED
