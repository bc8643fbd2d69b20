"""Messages to numbers that nobody has."""

from collections.abc import Iterator

from detectors.base import SHARE, Detector, Limits, Seen
from detectors.evidence import Evidence, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.message_counts import counted
from detectors.messages import STATUS, UNKNOWN_RECIPIENT
from detectors.rates import wilson_lower
from detectors.spans import ONE_DAY


class UnknownRecipients(Detector):
    """Statuses that say that there is no such recipient, as lists have that were made up or bought.

    Over 24 hours, from 100 statuses on, where the 95 % Wilson lower bound of their share exceeds `unknown_share`.

    Usual false positives: an outage at a network that calls all its numbers unknown, and the first text to an old list
    of customers. See whether all of them are of one network or one hour.
    Blind spots: networks that answer `undelivered` for numbers that nobody has; lists that were cleaned before.
    Source: messaging providers' guidance holds list hygiene to a few per cent of unknown subscribers; the 10 % is ours.
    """

    id = "sms.unknown-recipients"
    stream, channel, window = "sms", "sms", ONE_DAY.ms
    limits = {"unknown_share": SHARE}
    counts = {ONE_DAY: ("statuses", "unknown")}
    hits = (ONE_DAY, "unknown")
    sources = ("unknown",)
    where = "message.event == 1"

    @staticmethod
    @kernel
    def observe(message: Record, count: Record) -> int:
        """Counts statuses, and those of nobody."""
        if message.event != STATUS or not counted(message, count):
            return PASSED
        return HIT if message.status == UNKNOWN_RECIPIENT else COUNTED

    @staticmethod
    @kernel
    def level(day: Record, limits: Record) -> int:
        """1 over the limit."""
        return 1 if day.statuses >= 100 and wilson_lower(day.unknown, day.statuses) > limits.unknown_share else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The share."""
        limit = limits["unknown_share"]
        yield share("unknown_recipient_share_in_24_hours", seen.day.unknown, seen.day.statuses, limit=limit)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return f"{seen.day.unknown} of {seen.day.statuses} messages within 24 hours went to numbers that nobody has."
