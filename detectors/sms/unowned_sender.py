"""Senders that the account neither holds nor may use."""

from detectors.base import Limits, Seen
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.messages import SEND
from detectors.standing import NOT_HELD, UNKNOWN_HOLDER
from detectors.unowned import Unowned


class UnownedSender(Unowned):
    """Messages under numbers, or names, that are not the account's at that time.

    Fires at 10 in 10 minutes where the 95 % Wilson lower bound of their share of messages exceeds 5 %, at 100 in 24
    hours where it exceeds 1 %, and at 1,000 in 24 hours. An account that the platform has no record of is not judged.

    Usual false positives: names and numbers that were registered elsewhere, or too late for the account's record. A
    record that later has them withdraws the finding.
    Blind spots: names that were registered with somebody else's in mind; fewer than 10 messages in 10 minutes and 1 %
    of its traffic.
    Source: GSMA and national sender registries (Ofcom, Singapore's SSIR): a name belongs to who registered it.
    """

    id = "sms.unowned-sender"
    stream, channel = "sms", "sms"
    where = "message.event == 0"
    what, unit = "sender", "messages"

    @staticmethod
    @kernel
    def observe(message: Record, count: Record) -> int:
        """Counts messages, and those under somebody else's name."""
        if message.event != SEND:
            return PASSED
        count.attempts = 1
        if message.owned == UNKNOWN_HOLDER:
            return PASSED
        if message.owned == NOT_HELD:
            count.unowned = 1
            return HIT
        return COUNTED

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many of how many."""
        window, within = cls.within(seen)
        return (
            f"{window.unowned} of {window.attempts} messages within {within} showed a sender that the account neither "
            "holds nor may use."
        )
