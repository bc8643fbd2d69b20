"""Calls that people complain of or reject as unwanted."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import COMPLAINT, END, OUTBOUND
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.rates import wilson_lower
from detectors.spans import ONE_DAY

UNWANTED = 607  # RFC 8197
REACHED, PEOPLE = 100, 10  # from which on it is judged
SOME, MANY = 0.01, 0.03  # shares above which it is level 1, level 2


class Unwanted(Detector):
    """People who complained of the account's calls, or rejected one with SIP 607, among those it reached in a day.

    Reached are people who answered, who rejected with 607, or who complained. Each counts once, and only people whom
    the account called in the last 30 days can complain, so nobody pushes an account over the limit alone. Fires from
    100 people reached and 10 unhappy ones on: level 1 where the 95 % Wilson lower bound of their share exceeds 1 %,
    level 2 where it exceeds 3 %.

    Usual false positives: collectors, polls and recalls, which are lawful and resented. Up to 3 % they are a warning;
    above, see whom they called, and on what ground.
    Blind spots: people who just hang up; platforms that take no complaints; complaints that come after a day.
    Source: RFC 8197 on 607 (Unwanted); the shares are ours, tenfold those that mail providers allow.
    """

    id = "voice.unwanted"
    stream, channel, window = "calls", "voice", ONE_DAY.ms
    counts = {ONE_DAY: ("reached", "unhappy")}
    seldom = ("unhappy",)
    distinct = {ONE_DAY: {"reached": "destination", "unhappy": "destination"}}

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts who was reached, and who did not want to be."""
        if call.event == COMPLAINT:
            if not call.known:
                return PASSED
            count.reached, count.unhappy = 1, 1
            return HIT
        if call.event != END or call.direction != OUTBOUND or call.emergency:
            return PASSED
        if call.sip == UNWANTED or call.complained:
            count.reached, count.unhappy = 1, 1
            return HIT
        if call.talk_ms == 0:
            return PASSED
        count.reached = 1
        return COUNTED

    @staticmethod
    @kernel
    def level(day: Record) -> int:
        """By the lower bound of the share."""
        if day.reached < REACHED or day.unhappy < PEOPLE:
            return 0
        lower = wilson_lower(day.unhappy, day.reached)
        return 2 if lower > MANY else 1 if lower > SOME else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people, and their share."""
        limit = MANY if seen.level > 1 else SOME
        yield count("unhappy_people_in_24_hours", seen.day.unhappy, limit=PEOPLE, unit="people")
        yield share("unhappy_share_in_24_hours", seen.day.unhappy, seen.day.reached, limit=limit)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return (
            f"{seen.day.unhappy} of {seen.day.reached} people reached within 24 hours complained or rejected the call "
            "as unwanted (SIP 607)."
        )
