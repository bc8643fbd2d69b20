"""What an account moved and was charged over all streams, by slot: the books of the stage that sums over streams.

Each stream says of a slot what it has come to so far, and that only grows. So the largest that was said is kept, and
neither repeated nor overtaken records change anything.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from detectors.spans import DAY
from detectors.totals import KEPT, SLOT


class Period(NamedTuple):
    """A stretch of the calendar, `start` ≤ t < `end`, Unix milliseconds."""

    start: int
    end: int

    @property
    def slots(self) -> int:
        """How many slots it has."""
        return (self.end - self.start) // SLOT


def day_of(ts: int) -> Period:
    """The UTC day that holds a time.

    >>> day_of(86_400_001)
    Period(start=86400000, end=172800000)
    """
    start = ts // DAY * DAY
    return Period(start, start + DAY)


@lru_cache(maxsize=1024)
def _month_of_day(day: int) -> Period:
    first = datetime.fromtimestamp(day * DAY // 1000, UTC).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(int(first.timestamp()) * 1000, int(following.timestamp()) * 1000)


def month_of(ts: int) -> Period:
    """The UTC month that holds a time.

    >>> month_of(1_790_000_000_000).slots
    8640
    """
    return _month_of_day(ts // DAY)


class Portion(NamedTuple):
    """What an account moved in a slot of all that the `active` accounts of its pool did, in bytes."""

    pool: str
    bytes: int
    whole: int
    active: int


class Month:
    """One account in one UTC month. Slots are named by when they begin; those that are not there are empty."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.told: dict[tuple[str, int], tuple[int, int]] = {}  # by stream and slot
        self.streams: dict[str, None] = {}
        self.bytes: dict[int, int] = {}
        self.cost: dict[int, int] = {}
        self.moved: dict[int, int] = {}  # bytes by day
        self.charged = 0
        self.portions: dict[tuple[str, int], Portion] = {}  # by pool and slot
        self.said: set[tuple[str, int, int]] = set()  # what, level, start of the period: for who writes findings
        self._held_against, self._over = -1, 0

    def raise_to(self, stream: str, slot: int, moved: int, charged: int) -> bool:
        """Takes what a stream says of a slot; False: nothing is more than before."""
        before = self.told.get((stream, slot), (0, 0))
        now = max(before[0], moved), max(before[1], charged)
        if now == before:
            return False
        self.told[stream, slot] = now
        self.streams[stream] = None
        more, costs, day = now[0] - before[0], now[1] - before[1], day_of(slot).start
        was = self.bytes.get(slot, 0)
        self.bytes[slot] = was + more
        self._over += was <= self._held_against < was + more
        self.moved[day] = self.moved.get(day, 0) + more
        self.cost[slot] = self.cost.get(slot, 0) + costs
        self.charged += costs
        return True

    def slots_over(self, most: int) -> int:
        """In how many slots more bytes than `most` were moved."""
        if most != self._held_against:
            self._held_against, self._over = most, sum(moved > most for moved in self.bytes.values())
        return self._over


class Ledger:
    """One account: its months, as far back as an event may come late."""

    def __init__(self) -> None:
        self.months: dict[int, Month] = {}
        self.over: list[Month] = []  # months that are out of mind, until `forgotten` is asked for them
        self.newest = 0

    def month(self, slot: int) -> Month | None:
        """The month that a slot is in; None: it is too long ago."""
        if slot > self.newest:
            self.newest = slot
            for start in [start for start, month in self.months.items() if self._is_over(month.period)]:
                self.over.append(self.months.pop(start))
        period = month_of(slot)
        if self._is_over(period):
            return None
        if period.start not in self.months:
            self.months[period.start] = Month(period)
        return self.months[period.start]

    def put(self, slot: int, portion: Portion, later: int) -> None:
        """Notes a portion, for slots up to `later`, ms, behind it too: their month may be the next."""
        for month in (self.month(slot), self.month(slot + later)):
            if month is not None:
                month.portions[portion.pool, slot] = portion

    def forgotten(self) -> list[int]:
        """The starts of days, and with them what was said of them, that are out of mind since this was last asked."""
        over, self.over = self.over, []
        return sorted(
            {day_of(slot).start for month in over for slot in [*month.bytes, *(s for _, s in month.portions)]}
        )

    def of_day(self, start: int) -> tuple[list[tuple[str, int, int, int]], list[tuple[int, Portion]]]:
        """Of a day that begins then: stream, slot, bytes and cost that were said, and portions by slot."""
        month = self.months.get(month_of(start).start)
        if month is None:
            return [], []
        slots = range(start, start + DAY, SLOT)
        told = [
            (name, slot, *month.told[name, slot])
            for name in month.streams
            for slot in slots
            if (name, slot) in month.told
        ]
        return told, [(slot, portion) for (_, slot), portion in month.portions.items() if slot in slots]

    def said(self) -> list[tuple[str, int, int]]:
        """What has been said of all periods."""
        return sorted(said for month in self.months.values() for said in month.said)

    def have_said(self, said: Iterable[tuple[str, int, int]]) -> None:
        """Takes over what has been said."""
        for one in said:
            month = self.month(one[2])
            if month is not None:
                month.said.add(one)

    def _is_over(self, period: Period) -> bool:
        return period.end <= self.newest - KEPT
