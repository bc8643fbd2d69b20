"""The row about calls a second."""

import math
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.facts import Facts
from tests.oracle.shares import MINUTE, SECOND
from tests.oracle.verdict import Event, Verdict

LATENESS = 10 * SECOND
REACH = 5 * MINUTE


class CallsPerSecond:
    """More attempts than the limit in some span of 1000 ms."""

    id = "load.calls-per-second"
    window = 5 * MINUTE

    def __init__(self) -> None:
        self._starts: list[int] = []  # in order of time
        self._effective = Crossings()
        self._ordinary = Crossings()

    def judge(self, event: Event, clock: int, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        ts = event["ts"]
        if not self._belongs(event, facts) or ts < clock - LATENESS:
            return
        self._starts = [start for start in self._starts if start > clock - LATENESS - SECOND]
        position = bisect_right(self._starts, ts)
        self._starts.insert(position, ts)
        limits = facts.limits("cps", ts)
        effective = self._effective.level(ts, crosses=self._crosses(position, limits.effective))
        ordinary = self._ordinary.level(ts, crosses=self._crosses(position, limits.ordinary))
        yield Verdict(("account", event["account"]), effective, ordinary, limits.declared)

    @staticmethod
    def _belongs(event: Event, facts: Facts) -> bool:
        return (
            event["event"] == "attempt"
            and event["direction"] in {"outbound", "forward"}
            and event.get("network") in {None, "pstn", "sip", "app"}
            and not facts.is_emergency(event["to"])
        )

    def _crosses(self, position: int, limit: Fraction) -> bool:
        """Whether more than `limit` neighbours in time, this position among them, are less than 1000 ms apart."""
        size = math.floor(limit) + 1
        for first in range(max(0, position - size + 1), position + 1):
            last = first + size - 1
            if last < len(self._starts) and self._starts[last] - self._starts[first] < SECOND:
                return True
        return False


class Crossings:
    """The clock seconds with an attempt over the limit, under one view of the limits."""

    def __init__(self) -> None:
        self._latest: dict[int, int] = {}  # by second: its latest crossing attempt

    def level(self, ts: int, *, crosses: bool) -> int:
        """The level at an attempt at `ts`."""
        if not crosses:
            return 0
        second = ts // SECOND
        self._latest[second] = max(ts, self._latest.get(second, 0))
        if len(self._latest) > 1_000:  # more than the five minutes hold: the old ones are past counting
            self._latest = {s: latest for s, latest in self._latest.items() if latest > ts - REACH - LATENESS}
        recent = [latest for latest in self._latest.values() if latest > ts - REACH]
        return 2 if len(recent) >= 10 else 1
