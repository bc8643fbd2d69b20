"""What a row says of a subject at an event, and what of that is said aloud."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.shares import HOUR


class Verdict(NamedTuple):
    """The levels of one subject under the limits in force and under the ordinary ones."""

    subject: tuple[str, str]
    effective: int
    ordinary: int
    declared: bool = False
    apart: bool = False  # who is at level 2 is not at level 1


class Row(Protocol):
    """One row of the contract's table, for one account."""

    id: str
    window: int

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """Counts the event and yields a verdict of each subject that it makes this row judge."""
        ...


class Voice:
    """What has been said of one subject by one detector under one view of the limits."""

    def __init__(self, window: int) -> None:
        self._gap = max(window, HOUR)
        self._said = 0
        self._last_over: int | None = None

    def speak(self, level: int, clock: int, *, apart: bool = False) -> list[int]:
        """The levels to say now, lowest first; `apart`: no lower ones."""
        if level == 0:
            return []
        if self._last_over is not None and clock - self._last_over >= self._gap:
            self._said = 0
        new = [one for one in range(self._said + 1, level + 1) if one == level or not apart]
        self._said = max(self._said, level)
        self._last_over = clock
        return new


class Subject:
    """Both views of one subject."""

    def __init__(self, window: int) -> None:
        self._effective = Voice(window)
        self._ordinary = Voice(window)

    def levels(self, verdict: Verdict, clock: int) -> list[int]:
        """The levels of the findings that this verdict makes; 0 first."""
        aloud = self._effective.speak(verdict.effective, clock, apart=verdict.apart)
        covered = self._ordinary.speak(verdict.ordinary, clock)
        if covered and verdict.declared and verdict.effective < verdict.ordinary:
            return [0, *aloud]
        return aloud
