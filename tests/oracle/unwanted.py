"""The rows about people who do not want to be called: complaints, rejections, opt-outs."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.keyed import Distinct
from tests.oracle.shares import DAY, is_live, is_over
from tests.oracle.verdict import Verdict

REJECTED = 607


class KnownPeople:
    """Those whom the account called in the last 30 UTC days: nobody else can complain or opt out."""

    def __init__(self) -> None:
        self._last_called: dict[str, int] = {}

    def note(self, arrival: Arrival, facts: Facts) -> None:
        """Remembers whom the event calls, if it sets up an outbound leg."""
        event = arrival.event
        if arrival.outbound_leg and not facts.is_emergency(event["to"]):
            callee = facts.person(event["to"])
            self._last_called[callee] = max(event["ts"], self._last_called.get(callee, 0))

    def knows(self, who: str, clock: int) -> bool:
        """Whether this person is one of them."""
        return who in self._last_called and is_live(self._last_called[who], clock, DAY, 30)


class Unwanted:
    """People who complained or rejected a call, of those who answered or did so."""

    id = "voice.unwanted"
    window = DAY

    def __init__(self) -> None:
        self._known = KnownPeople()
        self._reached = Distinct(DAY)
        self._against = Distinct(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        self._known.note(arrival, facts)
        event, ts, clock = arrival.event, arrival.event["ts"], arrival.clock
        if facts.is_emergency(event["to"]):
            return
        who = facts.person(event["to"])
        against = self._complains(arrival, who) or self._rejects(arrival)
        answered = arrival.is_outbound_end and event["talk_ms"] > 0
        if not (against or answered) or not self._reached.add(who, ts, clock):
            return
        if against:
            self._against.add(who, ts, clock)
        level = self._level(self._against.count(clock), self._reached.count(clock))
        yield Verdict(("account", event["account"]), level, level)

    def _complains(self, arrival: Arrival, who: str) -> bool:
        return arrival.event["event"] == "complaint" and self._known.knows(who, arrival.clock)

    @staticmethod
    def _rejects(arrival: Arrival) -> bool:
        return arrival.is_outbound_end and arrival.event.get("sip") == REJECTED

    @staticmethod
    def _level(k: int, n: int) -> int:
        if n < 100 or k < 10 or not is_over(k, n, Fraction(1, 100)):
            return 0
        return 2 if is_over(k, n, Fraction(3, 100)) else 1


class AfterOptOut:
    """Calls to people who had opted out."""

    id = "voice.after-opt-out"
    window = DAY

    def __init__(self) -> None:
        self._known = KnownPeople()
        self._opted_out: dict[str, int] = {}  # since when
        self._people = Distinct(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account at each such call, and none at any other."""
        self._known.note(arrival, facts)
        event, ts, clock = arrival.event, arrival.event["ts"], arrival.clock
        who = facts.person(event["to"])
        if event["event"] == "opt-out" and self._known.knows(who, clock):
            self._opted_out[who] = min(ts, self._opted_out.get(who, ts))
        leg = arrival.outbound_leg
        if leg is None or facts.is_emergency(event["to"]) or who not in self._opted_out:
            return
        if self._opted_out[who] < leg.start and self._people.add(who, ts, clock):
            level = 2 if self._people.count(clock) >= 10 else 1
            yield Verdict(("account", event["account"]), level, level)
