"""The rows about people who do not want to be called: complaints, rejections, opt-outs."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.keyed import Distinct
from tests.oracle.shares import DAY, is_live, is_over
from tests.oracle.verdict import Verdict

REJECTED = 607
TICK = 10_000  # ms: what is over by the tick is not kept


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


class Early:
    """What people say before the record of their call comes, which call-detail records do when it is over."""

    def __init__(self, event: str) -> None:
        self._event = event
        self._said: dict[str, int] = {}  # by person, the latest

    def hear(self, arrival: Arrival, who: str) -> None:
        """Keeps what somebody says of whom no call is known."""
        event = arrival.event
        if event["event"] == self._event and arrival.clock // TICK < (event["ts"] + DAY) // TICK + 1:
            self._said[who] = max(event["ts"], self._said.get(who, 0))

    def take(self, arrival: Arrival, who: str) -> int | None:
        """When the person said so, if this is the first record of a call that they can have meant."""
        leg, said = arrival.outbound_leg, self._said.get(who)
        if leg is None or arrival.event["event"] != "end" or said is None:
            return None
        return self._said.pop(who) if leg.start <= said and arrival.clock < said + DAY else None


class Unwanted:
    """People who complained or rejected a call, of those who answered or did so."""

    id = "voice.unwanted"
    window = DAY

    def __init__(self) -> None:
        self._known, self._early = KnownPeople(), Early("complaint")
        self._reached = Distinct(DAY)
        self._against = Distinct(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        self._known.note(arrival, facts)
        event, ts, clock = arrival.event, arrival.event["ts"], arrival.clock
        if facts.is_emergency(event["to"]):
            return
        who = facts.person(event["to"])
        if not self._known.knows(who, clock):
            self._early.hear(arrival, who)
        early = self._early.take(arrival, who) is not None
        against = self._complains(arrival, who) or self._rejects(arrival) or early
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
        self._known, self._early = KnownPeople(), Early("opt-out")
        self._opted_out: dict[str, int] = {}  # since when
        self._people = Distinct(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account at each such call, and none at any other."""
        self._known.note(arrival, facts)
        event, ts, clock = arrival.event, arrival.event["ts"], arrival.clock
        who = facts.person(event["to"])
        if event["event"] == "opt-out" and self._known.knows(who, clock):
            self._opted_out[who] = min(ts, self._opted_out.get(who, ts))
        elif not facts.is_emergency(event["to"]):
            self._early.hear(arrival, who)
            if (said := self._early.take(arrival, who)) is not None:
                self._opted_out[who] = min(said, self._opted_out.get(who, said))
        leg = arrival.outbound_leg
        if leg is None or facts.is_emergency(event["to"]) or who not in self._opted_out:
            return
        if self._opted_out[who] < leg.start and self._people.add(who, ts, clock):
            level = 2 if self._people.count(clock) >= 10 else 1
            yield Verdict(("account", event["account"]), level, level)
