"""The row about calls a second."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.shares import MINUTE, SECOND
from tests.oracle.verdict import Verdict

REACH = 5 * MINUTE


class CallsPerSecond:
    """More legs than the limit that start in some span of 1000 ms."""

    id = "load.calls-per-second"
    window = 5 * MINUTE

    def __init__(self) -> None:
        self._starts: list[int] = []  # in order of time
        self._effective = Crossings()
        self._ordinary = Crossings()

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        leg, horizon = arrival.sets_up, arrival.horizon
        if leg is None or not self._belongs(arrival, facts) or leg.start <= horizon:
            return
        del self._starts[: bisect_right(self._starts, horizon)]
        insort(self._starts, leg.start)
        limits = facts.limits("cps", leg.start)
        effective = self._effective.level(leg.start, horizon, crosses=self._crosses(leg.start, limits.effective))
        ordinary = self._ordinary.level(leg.start, horizon, crosses=self._crosses(leg.start, limits.ordinary))
        yield Verdict(("account", arrival.event["account"]), effective, ordinary, limits.declared)

    @staticmethod
    def _belongs(arrival: Arrival, facts: Facts) -> bool:
        event = arrival.event
        return (
            event["direction"] in {"outbound", "forward"}
            and event.get("network") in {None, "pstn", "sip", "app"}
            and not facts.is_emergency(event["to"])
        )

    def _crosses(self, start: int, limit: Fraction) -> bool:
        """Whether more than `limit` starts lie in some span of 1000 ms that holds this one."""
        spans = self._starts[bisect_right(self._starts, start - SECOND) : bisect_right(self._starts, start)]
        return any(self._starts_from(first) > limit for first in spans)

    def _starts_from(self, first: int) -> int:
        return bisect_left(self._starts, first + SECOND) - bisect_left(self._starts, first)


class Crossings:
    """The starts over the limit, under one view of the limits."""

    def __init__(self) -> None:
        self._starts: list[int] = []  # in order of time

    def level(self, start: int, horizon: int, *, crosses: bool) -> int:
        """The level at a leg with this start."""
        if not crosses:
            return 0
        del self._starts[: bisect_right(self._starts, horizon)]
        insort(self._starts, start)
        first, after = bisect_left(self._starts, start), bisect_left(self._starts, start + REACH)
        return 2 if any(self._seconds(last) >= 10 for last in set(self._starts[first:after])) else 1

    def _seconds(self, last: int) -> int:
        """How many clock seconds have a start in the five minutes up to `last`."""
        after, end = bisect_right(self._starts, last - REACH), bisect_right(self._starts, last)
        return len({start // SECOND for start in self._starts[after:end]})
