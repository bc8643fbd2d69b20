"""A level that is reached once in a calendar period, and the limit that it is held against."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from detectors.base import Seen


class InForce(NamedTuple):
    """A limit from `start` (Unix ms) on: in force, without declared events, and the declared event that gives it."""

    start: int
    effective: float
    ordinary: float
    declared: str | None


class Reached(NamedTuple):
    """A level that was reached (0: covered by a declared event): the figures, the limits they reached.

    `at` is the time, Unix ms, whose limits these are.
    """

    level: int
    figures: Mapping[str, Any]
    limits: Mapping[str, float]
    at: int
    declared: str | None = None

    @property
    def seen(self) -> Seen:
        """As evidence takes it: what a declared event covers is shown as at level 1."""
        return SimpleNamespace(level=max(self.level, 1), **self.figures)
