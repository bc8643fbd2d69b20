"""Messages to people who have opted out."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.message_counts import counted
from detectors.messages import SEND
from detectors.spans import ONE_DAY

PEOPLE = 10  # written to in spite of it within a day, at which a warning is no longer enough


class AfterOptOut(Detector):
    """Messages to people who had opted out of the sender, and not in again.

    Level 1 at any such message, level 2 at ten people within 24 hours. The one message that confirms an opt-out within
    five minutes is none. What people say holds for good; only those whom the account wrote to in the last 30 days can
    opt out.

    Usual false positives: codes and notices to people who wanted no advertising from the same sender, and people who
    opted in again by other ways than a reply. Up to nine people are a warning.
    Blind spots: opting out of one sender and hearing from the next; opt-outs by other ways than a reply.
    Source: CTIA Messaging Principles and Best Practices, 5.1.3: opt-outs are honoured, one confirmation may be sent.
    """

    id = "sms.after-opt-out"
    stream, channel, window = "sms", "sms", ONE_DAY.ms
    counts = {ONE_DAY: ("after_opt_out", "opted_out_people")}
    distinct = {ONE_DAY: {"opted_out_people": "destination"}}
    hits = (ONE_DAY, "after_opt_out")
    seldom = ("opted_out_people",)
    sampled_from = 1
    sources = ("after_opt_out", "opted_out_people")
    where = "message.event == 0"
    confidence = 1.0

    @staticmethod
    @kernel
    def observe(message: Record, count: Record) -> int:
        """Counts such messages, and the people."""
        if message.event != SEND or not message.opted_out or not counted(message, count):
            return PASSED
        count.after_opt_out = 1
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
        yield count("opted_out_people_written_to_in_24_hours", seen.day.opted_out_people, limit=limit, unit="people")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """People and messages."""
        messages, people = seen.day.after_opt_out, seen.day.opted_out_people
        return (
            f"{messages} message{'s' if messages != 1 else ''} within 24 hours went to {people} "
            f"{'people' if people != 1 else 'person'} who had opted out of the sender."
        )
