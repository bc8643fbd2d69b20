"""The rows about dialers: abandoned calls, short calls, early hangups."""

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.arrival import Arrival, Event
from tests.oracle.facts import Facts
from tests.oracle.shares import DAY, SECOND, Window, is_over, sliding, thirty_days
from tests.oracle.verdict import Verdict


def is_judged(arrival: Arrival, facts: Facts) -> bool:
    """Whether the event is one that the rows about dialers look at."""
    return arrival.is_outbound_end and not facts.is_emergency(arrival.event["to"])


def ring_ms(end: Event) -> int:
    """How long it rang; where that is not known, what the call took besides talking."""
    if end.get("ring_ms") is not None:
        return int(end["ring_ms"])
    return int(max(end["ts"] - end["started"] - end["talk_ms"], 0))


def is_given_up(end: Event) -> bool:
    """Whether the caller released it unanswered; where a server failed, nobody did."""
    return end["talk_ms"] == 0 and end.get("hangup") == "caller" and (end.get("sip") or 0) not in range(500, 600)


class AbandonedCalls:
    """People who answered a dialer and got no agent in time, by campaign and over the whole account."""

    id = "voice.abandoned-calls"
    window = 30 * DAY

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], Window] = {}

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """A verdict of the account, and one of the call's campaign if it has one."""
        event, clock = arrival.event, arrival.clock
        if not is_judged(arrival, facts) or not self._belongs(event):
            return
        subjects = [("account", event["account"])]
        if event.get("campaign"):
            subjects.append(("campaign", event["campaign"]))
        sure, unknown = self._is_abandoned(event), self._may_be_abandoned(event)
        limits = facts.limits("abandoned_share", event["ts"])
        for subject in subjects:
            window = self._windows.setdefault(subject, thirty_days())
            if window.add(event["ts"], clock, 1, sure, unknown):
                totals = window.totals(clock)
                levels = [self._level(*totals, limit=limit) for limit in (limits.effective, limits.ordinary)]
                yield Verdict(subject, levels[0], levels[1], limits.declared)

    @staticmethod
    def _belongs(event: Event) -> bool:
        to_a_person = event.get("answered_by") == "human" and event["talk_ms"] > 0
        return bool(event.get("dialer")) and to_a_person and event.get("treatment") in {None, "agent"}

    @staticmethod
    def _is_abandoned(event: Event) -> bool:
        agent, greeting = event.get("agent_ms"), event.get("greeting_ms")
        if agent is None:
            return True
        if greeting is None:
            return bool(agent > 4 * SECOND)
        return bool(agent - greeting > 2 * SECOND)

    @staticmethod
    def _may_be_abandoned(event: Event) -> bool:
        agent, greeting = event.get("agent_ms"), event.get("greeting_ms")
        return agent is not None and greeting is None and 2 * SECOND < agent <= 4 * SECOND

    @staticmethod
    def _level(n: int, sure: int, unknown: int, *, limit: Fraction) -> int:
        if n < 100:
            return 0
        if is_over(sure, n, limit):
            return 2
        return int(is_over(sure + unknown, n, limit))


class ShortCalls:
    """Answered calls of at most six seconds."""

    id = "voice.short-calls"
    window = DAY

    def __init__(self) -> None:
        self._day = sliding(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        event, clock = arrival.event, arrival.clock
        if not is_judged(arrival, facts) or event["talk_ms"] == 0 or event.get("hangup") == "network":
            return
        if self._day.add(event["ts"], clock, 1, event["talk_ms"] <= 6 * SECOND):
            n, k = self._day.totals(clock)
            limits = facts.limits("short_share", event["ts"])
            levels = [self._level(n, k, limit) for limit in (limits.effective, limits.ordinary)]
            yield Verdict(("account", event["account"]), levels[0], levels[1], limits.declared)

    @staticmethod
    def _level(n: int, k: int, limit: Fraction) -> int:
        if n < 100 or not is_over(k, n, limit):
            return 0
        return 2 if is_over(k, n, Fraction(30, 100)) else 1


class EarlyHangups:
    """Calls that the caller gave up, unanswered, within fifteen seconds of ringing."""

    id = "voice.early-hangups"
    window = DAY

    def __init__(self) -> None:
        self._day = sliding(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        event, clock = arrival.event, arrival.clock
        if not is_judged(arrival, facts):
            return
        given_up = is_given_up(event) and ring_ms(event) <= 15 * SECOND
        if self._day.add(event["ts"], clock, 1, given_up):
            n, k = self._day.totals(clock)
            limits = facts.limits("early_hangup_share", event["ts"])
            levels = [int(n >= 100 and is_over(k, n, limit)) for limit in (limits.effective, limits.ordinary)]
            yield Verdict(("account", event["account"]), levels[0], levels[1], limits.declared)
