"""Caller IDs that the account neither holds nor has verified."""

from detectors.base import Limits, Seen
from detectors.calls import OUTBOUND
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.standing import NOT_HELD, UNKNOWN_HOLDER
from detectors.unowned import Unowned


class UnownedCallerId(Unowned):
    """Outbound attempts under numbers that are not the account's at that time.

    Fires at 10 in 10 minutes where the 95 % Wilson lower bound of their share of outbound attempts exceeds 5 %, at
    100 in 24 hours where it exceeds 1 %, and at 1,000 in 24 hours. Withheld numbers and SIP URIs are not unowned. An
    account that the platform has no record of is not judged.

    Usual false positives: numbers held with another carrier or just ported, as a hospital's main number, and exchanges
    that send calls on under the caller's. A record that later has them withdraws the finding. Forwarded calls keep the
    caller's own number and are not judged.
    Blind spots: numbers that an accomplice let the account verify; fewer than 10 calls in 10 minutes and 1 % of its
    traffic.
    Source: Twilio refuses calls from unverified numbers (errors 21210, 32204); 47 CFR 64.1604 on misleading caller ID.
    """

    id = "voice.unowned-caller-id"
    stream, channel = "calls", "voice"
    what, unit = "caller_id", "calls"
    of_emergencies = True

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts outbound attempts, and those under somebody else's number."""
        if not call.sets_up or call.direction != OUTBOUND:
            return PASSED
        count.attempts = 1
        if call.owned == UNKNOWN_HOLDER:
            return PASSED
        if call.owned == NOT_HELD:
            count.unowned = 1
            return HIT
        return COUNTED

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many of how many."""
        window, within = cls.within(seen)
        return (
            f"{window.unowned} of {window.attempts} outbound call attempts within {within} showed a caller ID that the "
            "account neither holds nor has verified."
        )
