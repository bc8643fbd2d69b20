"""People who complain of an account's messages."""

from collections.abc import Iterator

from detectors.base import SHARE, Detector, Limits, Seen
from detectors.complained import figures, level_of
from detectors.evidence import Evidence
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.message_counts import counted
from detectors.messages import COMPLAINT, SEND
from detectors.spans import ONE_DAY

LEAST = 100  # people


class Complaints(Detector):
    """People who complained, of those written to in a day.

    From 100 people written to and 3 unhappy ones on: level 1 where the 95 % Wilson lower bound of their share exceeds
    `sms_complaint_share`, level 2 from 10 people on where it also exceeds 0.5 %. Each person counts once, and only
    those whom the account wrote to in the last 30 days can complain.

    Usual false positives: people who forgot that they had signed up, and a report button pressed to tidy up. Three of a
    few hundred are enough for the warning, but for no suspension.
    Blind spots: people who delete what they did not want; operators that pass no complaints on.
    Source: the 0.1 % is what mailbox providers ask of bulk senders; for messages it is ours.
    """

    id = "sms.complaints"
    stream, channel, window = "sms", "sms", ONE_DAY.ms
    limits = {"sms_complaint_share": SHARE}
    counts = {ONE_DAY: ("written", "complained")}
    distinct = {ONE_DAY: {"written": "destination", "complained": "destination"}}
    seldom = ("complained",)
    hits = (ONE_DAY, "complained")
    sampled_from = 1
    sources = ("complained",)

    @staticmethod
    @kernel
    def observe(message: Record, count: Record) -> int:
        """Counts people written to, and those who complain."""
        if not counted(message, count):
            return PASSED
        return HIT if message.event == COMPLAINT else COUNTED if message.event == SEND else PASSED

    @staticmethod
    @kernel
    def level(day: Record, limits: Record) -> int:
        """By the lower bound of the share."""
        return level_of(day.complained, day.written, LEAST, limits.sms_complaint_share)

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many people, and their share."""
        limit = limits["sms_complaint_share"]
        yield from figures(seen.day.complained, seen.day.written, seen.level, limit, "24_hours")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return f"{seen.day.complained} of {seen.day.written} people written to within 24 hours complained."
