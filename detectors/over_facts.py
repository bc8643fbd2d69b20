"""What detectors have in common that judge what the platform's records say of an account, and not what it does."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from detectors.base import Detector
from detectors.reached import InForce, Reached


class Held(NamedTuple):
    """A number from when it was taken until it was given back; Unix ms, None: open. `start` 0: not known."""

    number: str
    start: int
    until: int | None


class OverFacts(Detector, abstract=True):
    """A detector of account records, which is asked at each of them, over all its dates. They are few: no kernels.

    `reached(held, force)` says which levels are reached at which dates, and when the calendar periods of these begin,
    given the numbers that an account has held and what a limit is at a time.
    """

    stream, channel, window = "accounts", "voice", None
    over_facts = True
    confidence = 1.0

    @classmethod
    def reached(cls, held: Sequence[Held], force: Callable[[str, int], InForce]) -> Iterator[tuple[int, Reached]]:
        """The levels that are reached, in the order of their dates."""
        raise NotImplementedError
