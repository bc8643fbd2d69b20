"""What detectors have in common that judge what the platform's records say of an account, and not what it does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from detectors.base import Detector, Seen


class Held(NamedTuple):
    """A number from when it was taken until it was given back; Unix ms, None: open. `start` 0: not known."""

    number: str
    start: int
    until: int | None


class Force(NamedTuple):
    """A limit in force, and as it is without declared events; `declared` is the event that gives it."""

    effective: float
    ordinary: float
    declared: str | None


class Dated(NamedTuple):
    """A level (0: covered by a declared event) reached at a date, once in the period that begins at `period`."""

    level: int
    ts: int
    period: int
    figures: Mapping[str, Any]
    limits: Mapping[str, float]
    declared: str | None = None

    @property
    def seen(self) -> Seen:
        """As evidence takes it."""
        return SimpleNamespace(level=max(self.level, 1), **self.figures)


class OverFacts(Detector, abstract=True):
    """A detector of account records, which is asked at each of them, over all its dates. They are few: no kernels.

    `reached(held, force)` says which levels are reached, given the numbers that an account has held and what a limit is
    at a time.
    """

    stream, channel, window = "accounts", "voice", None
    over_facts = True
    confidence = 1.0

    @classmethod
    def reached(cls, held: Sequence[Held], force: Callable[[str, int], Force]) -> Iterator[Dated]:
        """The levels that are reached, in the order of their dates."""
        raise NotImplementedError
