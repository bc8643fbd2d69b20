"""Numbers that are taken and given back within days."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from detectors.base import Limits, Seen
from detectors.evidence import Evidence, count
from detectors.over_facts import Held, OverFacts
from detectors.reached import InForce, Reached
from detectors.spans import DAY

SOON, WITHIN = 7 * DAY, 30 * DAY  # from taken to released; of releases
MANY = 10  # numbers


class NumberChurn(OverFacts):
    """Ten different numbers or more within 30 days, each released within 7 days of being taken.

    Whoever burns numbers gets rid of each as soon as it is blocked. Judged when an account record is read; the finding
    is of the release that was one too many, once a UTC day.

    Usual false positives: agencies with a number for each short campaign, and developers who try things out. It is
    warned of and no more.
    Blind spots: numbers that are kept for eight days; records that drop a number instead of dating its release.
    Source: the seven days and the ten are ours; number recycling is named in the GSMA's and CTIA's guidance on fraud.
    """

    id = "load.number-churn"

    @classmethod
    def reached(cls, held: Sequence[Held], force: Callable[[str, int], InForce]) -> Iterator[tuple[int, Reached]]:
        """Once a day, at the release that reached the number."""
        burnt = sorted(
            (one.until, one.number)
            for one in held
            if one.until is not None and 0 < one.start <= one.until <= one.start + SOON
        )
        said: set[int] = set()
        within, oldest, newest = Counter[str](), 0, 0  # how often each number was released in the days up to `until`
        for until, _ in burnt:
            while newest < len(burnt) and burnt[newest][0] <= until:
                within[burnt[newest][1]] += 1
                newest += 1
            while burnt[oldest][0] <= until - WITHIN:
                number = burnt[oldest][1]
                within[number] -= 1
                oldest += 1
                if not within[number]:
                    del within[number]
            released, day = len(within), until // DAY * DAY
            if released >= MANY and day not in said:
                said.add(day)
                yield day, Reached(1, {"released": released}, {}, until)

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many."""
        yield count("numbers_released_within_7_days_in_30_days", seen.released, limit=MANY, unit="numbers")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many."""
        return f"{seen.released} numbers were released within 30 days, each within 7 days of being taken."
