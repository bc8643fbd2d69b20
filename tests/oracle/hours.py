"""The row about a dialer's calls at night."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from phonenumbers.tzdata import TIMEZONE_DATA

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.numbering import called, is_e164
from tests.oracle.shares import DAY, is_over, sliding
from tests.oracle.verdict import Verdict


@lru_cache(maxsize=100_000)
def zones(number: str) -> tuple[str, ...]:
    """The time zones of a number of E.164: those of its longest prefix that has some.

    >>> zones("+12125550123"), zones("+819012345678"), zones("+88212345678")
    (('America/New_York',), ('Asia/Tokyo',), ())
    """
    digits = number.removeprefix("+")
    prefixes = (digits[:length] for length in range(len(digits), 0, -1))
    return next((tuple(TIMEZONE_DATA[prefix]) for prefix in prefixes if prefix in TIMEZONE_DATA), ())


def is_night(number: str, ts: int) -> bool | None:
    """Whether nobody should be called there at that time; None: nobody knows where that is.

    >>> [is_night("+12125550123", ts) for ts in (1_789_041_599_999, 1_789_041_600_000, 1_789_088_400_000)]
    [True, False, True]
    >>> is_night("+88212345678", 1)
    """
    there = zones(number)
    return all(_is_night(zone, ts) for zone in there) if there else None


def _is_night(zone: str, ts: int) -> bool:
    local = datetime.fromtimestamp(ts // 1000, UTC).astimezone(ZoneInfo(zone))
    return not time(8) <= local.time() < time(21)


class CallingHours:
    """A dialer's calls outside 08:00-21:00 where the callee is."""

    id = "voice.calling-hours"
    window = DAY

    def __init__(self) -> None:
        self._day = sliding(DAY)

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        event, clock = arrival.event, arrival.clock
        if not arrival.is_outbound_end or not event.get("dialer") or facts.is_emergency(event["to"]):
            return
        number = called(event["to"])
        if event.get("media") == "fax" or event.get("answered_by") == "fax" or not is_e164(number):
            return
        night = is_night(number, min(event["started"], event["ts"]))
        if night is not None and self._day.add(event["ts"], clock, 1, night):
            n, k = self._day.totals(clock)
            level = int(n >= 20 and is_over(k, n, Fraction(3, 100)))
            yield Verdict(("account", event["account"]), level, level)
