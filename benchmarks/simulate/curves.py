"""When things happen: by the hour of the day where the account is, and by the day of the week."""

import random
from collections.abc import Sequence
from typing import NamedTuple

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
SATURDAY = 5


class Curve(NamedTuple):
    """Weights of the hours of a day, and what a Saturday and a Sunday have of a weekday's traffic."""

    hours: Sequence[float]
    saturday: float
    sunday: float

    def share(self, weekday: int) -> float:
        """What a day of the week, Monday being 0, has of an ordinary weekday's traffic."""
        return 1.0 if weekday < SATURDAY else self.saturday if weekday == SATURDAY else self.sunday

    def moments(self, rng: random.Random, count: int) -> list[int]:
        """So many times of the day in their order, ms from midnight."""
        return sorted(hour * HOUR + rng.randrange(HOUR) for hour in rng.choices(range(24), self.hours, k=count))


def _between(first: int, last: int, *peaks: int) -> list[float]:
    """Even from one hour to before another, twice as much in the peaks."""
    return [(2.0 if hour in peaks else 1.0) if first <= hour < last else 0.0 for hour in range(24)]


OFFICE = Curve(_between(9, 18, 10, 11, 14), 0.15, 0.05)
CUSTOMERS = Curve(_between(9, 20, 11, 17, 18), 0.6, 0.2)
EVENINGS = Curve(_between(11, 20, 17, 18, 19), 0.8, 0.5)
MEALS = Curve(_between(10, 21, 12, 18, 19), 1.2, 1.0)
PEOPLE = Curve(  # hardly anything at night, most in the early evening
    [1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 3, 4, 5, 5.5, 6, 6, 6, 6, 6.5, 7, 7, 6, 5, 4.5, 3.5, 2], 1.1, 1.0
)
