"""The rows about legs that are up at once: outbound, inbound, forwards."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import ClassVar

from tests.oracle.arrival import Arrival, Event, Leg
from tests.oracle.facts import Facts
from tests.oracle.numbering import called, is_japanese
from tests.oracle.shares import DAY
from tests.oracle.verdict import Verdict


def is_pstn(setup: Event) -> bool:
    """Whether the far side is the telephone network."""
    return setup.get("network") in {None, "pstn"}


class Concurrent:
    """At an arriving leg: the legs of its kind that are up at each start, its own included, that it overlaps."""

    id: str
    window = DAY
    limit: ClassVar[str]

    def __init__(self) -> None:
        self._starts: list[int] = []  # in order of time, of all legs of the kind
        self._ends: list[int] = []  # the same; never before their starts

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account at each leg of the kind."""
        if arrival.ends and self._counts(arrival.ends.setup, facts):
            self._cut(arrival.ends, arrival.event["ts"])
        leg = arrival.sets_up
        if leg is None or not self._counts(leg.setup, facts):
            return
        insort(self._starts, leg.start)
        insort(self._ends, leg.end)
        effective = ordinary = declared = False
        for moment in self._starts_within(leg, arrival.horizon):
            up = bisect_right(self._starts, moment) - bisect_right(self._ends, moment)
            limits = facts.limits(self.limit, moment)
            effective = effective or up >= limits.effective
            if up >= limits.ordinary and not ordinary:
                ordinary, declared = True, limits.declared
        yield Verdict(("account", arrival.event["account"]), int(effective), int(ordinary), declared)

    def _counts(self, setup: Event, facts: Facts) -> bool:
        return self.belongs(setup) and not facts.is_emergency(setup["to"])

    @staticmethod
    def belongs(setup: Event) -> bool:
        """Whether a leg that was set up so is one of the kind, if it is no emergency call."""
        raise NotImplementedError

    def _cut(self, leg: Leg, ts: int) -> None:
        del self._ends[bisect_left(self._ends, leg.end)]
        insort(self._ends, max(leg.start, min(leg.end, ts)))

    def _starts_within(self, leg: Leg, horizon: int) -> list[int]:
        first = max(bisect_left(self._starts, leg.start), bisect_right(self._starts, horizon))
        return sorted(set(self._starts[first : bisect_left(self._starts, leg.end)]))


class ConcurrentOutbound(Concurrent):
    """Outbound legs to Japanese numbers."""

    id = "load.concurrent-outbound"
    limit = "concurrent_outbound"

    @staticmethod
    def belongs(setup: Event) -> bool:
        """Outbound, over the telephone network, to a Japanese number."""
        return setup["direction"] == "outbound" and is_pstn(setup) and is_japanese(called(setup["to"]))


class ConcurrentInbound(Concurrent):
    """Inbound legs, those on SIP trunks aside."""

    id = "load.concurrent-inbound"
    limit = "concurrent_inbound"

    @staticmethod
    def belongs(setup: Event) -> bool:
        """Inbound, over the telephone network, not to a SIP trunk."""
        return setup["direction"] == "inbound" and is_pstn(setup) and setup.get("access") != "sip-trunk"


class ConcurrentForwards(Concurrent):
    """Forwards to Japanese numbers."""

    id = "load.concurrent-forwards"
    limit = "concurrent_forwards"

    @staticmethod
    def belongs(setup: Event) -> bool:
        """A forward to a Japanese number, over any network."""
        return setup["direction"] == "forward" and is_japanese(called(setup["to"]))
