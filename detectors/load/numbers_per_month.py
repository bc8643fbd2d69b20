"""More numbers of Japan in a month than may be taken without a word ahead."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

from detectors.base import Limit, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.numbers import digits_of, is_japanese
from detectors.over_facts import Held, OverFacts
from detectors.reached import InForce, Reached

TOKYO = timezone(timedelta(hours=9))  # which knows no summer time
LIMIT = "numbers_per_month"


def month_of(ts: int) -> int:
    """When the calendar month in Tokyo begins that holds a time, both in Unix ms.

    >>> month_of(1_790_000_000_000), month_of(month_of(1_790_000_000_000) - 1)
    (1788188400000, 1785510000000)
    """
    there = datetime.fromtimestamp(ts / 1000, UTC).astimezone(TOKYO)
    return int(there.replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp()) * 1000


class NumbersPerMonth(OverFacts):
    """Different numbers of Japan taken in a calendar month (Asia/Tokyo) that reach `numbers_per_month`.

    A number counts in the month of its `from`; one without is not known to have been taken. Judged when an account
    record is read; the finding is of the date at which the limit was reached.

    Usual false positives: a company that opens branches or moves to the platform, and records made anew that date every
    number from that day. It is warned of and no more.
    Blind spots: numbers taken for several accounts of one customer; records without dates.
    Source: KDDI Web Communications, Vonage usage rules: fifty numbers a month, more after consultation.
    """

    id = "load.numbers-per-month"
    limits = {LIMIT: Limit("numbers", 1_000_000)}
    revised_by_limit = True

    @classmethod
    def reached(cls, held: Sequence[Held], force: Callable[[str, int], InForce]) -> Iterator[tuple[int, Reached]]:
        """Once a month, at the number that reached the limit then in force."""
        taken: dict[int, set[str]] = {}
        said: set[tuple[int, int]] = set()
        for one in sorted(held, key=lambda one: (one.start, one.number)):
            digits = digits_of(one.number)
            if one.start <= 0 or digits is None or not is_japanese(digits):
                continue
            month = month_of(one.start)
            numbers = taken.setdefault(month, set())
            numbers.add(one.number)
            limit = force(LIMIT, one.start)
            level, used = (1, limit.effective) if len(numbers) >= limit.effective else (0, limit.ordinary)
            covered = level == 0 and limit.declared is not None and len(numbers) >= limit.ordinary
            if (level or covered) and (month, level) not in said:
                said.add((month, level))
                declared = None if level else limit.declared
                yield month, Reached(level, {"taken": len(numbers)}, {LIMIT: used}, one.start, declared)

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many."""
        yield count("japanese_numbers_taken_in_month", seen.taken, limit=limits[LIMIT], unit="numbers")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many."""
        return (
            f"{seen.taken} numbers of Japan were taken in one calendar month; from {limits[LIMIT]:g} on that needs a "
            "word ahead."
        )
