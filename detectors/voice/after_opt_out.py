"""Calls to people who have opted out."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import OUTBOUND
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.spans import ONE_DAY

PEOPLE = 10  # called in spite of it within a day, at which a warning is no longer enough


class AfterOptOut(Detector):
    """Outbound calls to people who had told the account to call them no more.

    Level 1 at any such call, level 2 at ten people within 24 hours. Only people whom the account called in the last 30
    days can opt out; what they say holds for good. A leg known from its end alone is judged as of when it began.

    Usual false positives: calls about an order or an appointment to people who wanted no advertising; people who asked
    to be called again, of which no event tells. Up to nine people are a warning.
    Blind spots: opting out of one company's calls and being called by its next account; people who opted out elsewhere.
    Source: 47 CFR 64.1200(d)(3) and (6): lists of those who want no calls, honoured for good.
    """

    id = "voice.after-opt-out"
    stream, channel, window = "calls", "voice", ONE_DAY.ms
    counts = {ONE_DAY: ("after_opt_out", "opted_out_people")}
    distinct = {ONE_DAY: {"opted_out_people": "destination"}}
    hits = (ONE_DAY, "after_opt_out")
    sampled_from = 1
    sources = ("after_opt_out", "opted_out_people")
    confidence = 1.0

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts such calls, and the people."""
        if not call.sets_up or call.direction != OUTBOUND or not call.opted_out:
            return PASSED
        count.after_opt_out, count.opted_out_people = 1, 1
        return HIT

    @staticmethod
    @kernel
    def level(day: Record) -> int:
        """2 for ten people."""
        if day.after_opt_out == 0:
            return 0
        return 2 if day.opted_out_people >= PEOPLE else 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people."""
        limit = PEOPLE if seen.level > 1 else 1
        yield count("opted_out_people_called_in_24_hours", seen.day.opted_out_people, limit=limit, unit="people")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """People and calls."""
        calls, people = seen.day.after_opt_out, seen.day.opted_out_people
        return (
            f"{calls} call{'s' if calls != 1 else ''} within 24 hours went to {people} "
            f"{'people' if people != 1 else 'person'} who had opted out of the account's calls."
        )
