"""The rows about calls that ring to annoy: wangiri, repeated calls, flooding."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.arrival import Arrival
from tests.oracle.dialing import is_given_up, ring_ms
from tests.oracle.facts import Facts
from tests.oracle.keyed import Distinct
from tests.oracle.numbering import plain
from tests.oracle.shares import DAY, HOUR, MINUTE, SECOND, Window, is_over, sliding
from tests.oracle.verdict import Verdict


class Wangiri:
    """Many people whose telephone rang for a moment, so that they call back."""

    id = "voice.wangiri"
    window = HOUR

    def __init__(self) -> None:
        self._hour = sliding(HOUR)
        self._people = Distinct(HOUR)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        event, clock = arrival.event, arrival.clock
        if not arrival.is_outbound_end or facts.is_emergency(event["to"]):
            return
        given_up = is_given_up(event) and ring_ms(event) <= 3 * SECOND
        if not self._hour.add(event["ts"], clock, 1, given_up):
            return
        if given_up:
            self._people.add(facts.person(event["to"]), event["ts"], clock)
        n, k = self._hour.totals(clock)
        level = int(self._people.count(clock) >= 50 and is_over(k, n, Fraction(1, 2)))
        yield Verdict(("account", event["account"]), level, level)


class RepeatCalls:
    """One caller who calls one person again and again, unanswered."""

    id = "voice.repeat-calls"
    window = DAY

    def __init__(self) -> None:
        self._hours: dict[tuple[str, str], Window] = {}  # by caller and person
        self._days: dict[tuple[str, str], Window] = {}

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the person."""
        event, clock = arrival.event, arrival.clock
        if not arrival.is_outbound_end or event["talk_ms"] > 0 or facts.is_emergency(event["to"]):
            return
        callee = facts.person(event["to"])
        pair = plain(event["from"]), callee
        hour, day = self._hours.setdefault(pair, sliding(HOUR)), self._days.setdefault(pair, sliding(DAY))
        hour.add(event["ts"], clock, 1)
        if day.add(event["ts"], clock, 1):
            level = int(sum(hour.totals(clock)) > 5 or sum(day.totals(clock)) > 20)
            yield Verdict(("destination", callee), level, level)


class Flooding:
    """Many calls to one destination in a short time, emergency calls among them."""

    id = "voice.flooding"
    window = 10 * MINUTE

    def __init__(self) -> None:
        self._calls: dict[str, Window] = {}  # by destination

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the destination."""
        if arrival.outbound_leg is None:
            return
        destination = facts.person(arrival.event["to"])
        window = self._calls.setdefault(destination, sliding(10 * MINUTE))
        if window.add(arrival.event["ts"], arrival.clock, 1):
            [n] = window.totals(arrival.clock)
            level = 2 if n >= 300 else int(n >= 60)
            yield Verdict(("destination", destination), level, level)
