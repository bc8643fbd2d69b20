"""The rows about caller ids: unowned, invalid, failed verification, rotation."""

from collections.abc import Collection, Iterator
from fractions import Fraction

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.keyed import Distinct
from tests.oracle.numbering import is_invalid, is_nameless, plain
from tests.oracle.passports import contradicts
from tests.oracle.shares import DAY, HOUR, MINUTE, is_over, sliding
from tests.oracle.verdict import Verdict

DoNotOriginate = Collection[tuple[str, int, int]]


def is_burst(k: int, n: int) -> bool:
    """Whether k of the n attempts of ten minutes are too many."""
    return k >= 10 and is_over(k, n, Fraction(5, 100))


def is_habit(k: int, n: int) -> bool:
    """Whether k unowned ones of the n attempts of a day are too many."""
    return k >= 1_000 or (k >= 100 and is_over(k, n, Fraction(1, 100)))


class UnownedCallerId:
    """`from` is neither held nor verified at that time."""

    id = "voice.unowned-caller-id"
    window = DAY

    def __init__(self) -> None:
        self._ten_minutes = sliding(10 * MINUTE)
        self._day = sliding(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        event, clock, leg = arrival.event, arrival.clock, arrival.outbound_leg
        if not facts.known or leg is None:
            return
        number, ts = event["from"], event["ts"]
        unowned = not is_nameless(number) and not facts.may_show(number, leg.start)
        self._ten_minutes.add(ts, clock, 1, unowned)
        if not self._day.add(ts, clock, 1, unowned):
            return
        n, k = self._ten_minutes.totals(clock) or (0, 0)
        of_day, k_of_day = self._day.totals(clock)
        level = int(is_burst(k, n) or is_habit(k_of_day, of_day))
        yield Verdict(("account", event["account"]), level, level)


class InvalidCallerId:
    """`from` is malformed, a number that the numbering plan cannot hand out, or one that nobody calls from."""

    id = "voice.invalid-caller-id"
    window = 10 * MINUTE

    def __init__(self, unwanted: DoNotOriginate) -> None:
        self._unwanted = unwanted
        self._ten_minutes = sliding(10 * MINUTE)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:  # noqa: ARG002  (the row's contract)
        """One verdict of the account."""
        event, clock = arrival.event, arrival.clock
        if arrival.outbound_leg is None:
            return
        invalid = is_invalid(event["from"]) or self._is_unwanted(plain(event["from"]), event["ts"])
        if self._ten_minutes.add(event["ts"], clock, 1, invalid):
            n, k = self._ten_minutes.totals(clock)
            level = int(is_burst(k, n))
            yield Verdict(("account", event["account"]), level, level)

    def _is_unwanted(self, number: str, ts: int) -> bool:
        return any(
            since <= ts < until and (number == what or (what.endswith("*") and number.startswith(what[:-1])))
            for what, since, until in self._unwanted
        )


class FailedVerification:
    """The platform's verification service refused the caller id, or a PASSporT contradicts the call."""

    id = "voice.failed-verification"
    window = 10 * MINUTE

    def __init__(self) -> None:
        self._ten_minutes = sliding(10 * MINUTE)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:  # noqa: ARG002  (the row's contract)
        """One verdict of the account."""
        event, clock = arrival.event, arrival.clock
        verstat = event.get("verstat") if event["event"] == "attempt" else None
        failed = (verstat or "").startswith("TN-Validation-Failed")
        failed = failed or (event["event"] == "attempt" and contradicts(event))
        if arrival.outbound_leg and self._ten_minutes.add(event["ts"], clock, 1, failed):
            n, k = self._ten_minutes.totals(clock)
            level = int(is_burst(k, n))
            yield Verdict(("account", event["account"]), level, level)


class CallerIdRotation:
    """Many caller numbers with hardly a call each, whoever they belong to."""

    id = "voice.caller-id-rotation"
    window = HOUR

    def __init__(self) -> None:
        self._hour = sliding(HOUR)
        self._callers = Distinct(HOUR)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:  # noqa: ARG002  (the row's contract)
        """One verdict of the account."""
        event, clock = arrival.event, arrival.clock
        if arrival.outbound_leg is None or is_nameless(event["from"]):
            return
        if self._hour.add(event["ts"], clock, 1):
            self._callers.add(plain(event["from"]), event["ts"], clock)
            [calls], callers = self._hour.totals(clock), self._callers.count(clock)
            level = int(callers >= 50 and calls < 3 * callers)
            yield Verdict(("account", event["account"]), level, level)
