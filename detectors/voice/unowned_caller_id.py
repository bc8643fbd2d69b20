"""Caller IDs that the account neither holds nor has verified."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import NOT_HELD, OUTBOUND, UNKNOWN_HOLDER
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.rates import wilson_lower
from detectors.spans import DAY, ONE_DAY, TEN_MINUTES


class UnownedCallerId(Detector):
    """Outbound attempts under numbers that are not the account's at that time.

    Fires at 10 in 10 minutes where the 95 % Wilson lower bound of their share of outbound attempts exceeds 5 %, at
    100 in 24 hours where it exceeds 1 %, and at 1,000 in 24 hours. Withheld numbers and SIP URIs are not unowned. An
    account that the platform has no record of is not judged.

    Blind spots: numbers that an accomplice let the account verify; fewer than 10 calls in 10 minutes and 1 % of its
    traffic. Forwarded calls keep the caller's own number and are not judged.
    Source: Twilio refuses calls from unverified numbers (errors 21210, 32204); 47 CFR 64.1604 on misleading caller ID.
    """

    id = "voice.unowned-caller-id"
    stream, channel, window = "calls", "voice", DAY
    counts = {TEN_MINUTES: ("attempts", "unowned"), ONE_DAY: ("attempts", "unowned")}
    hits = (ONE_DAY, "unowned")
    claims = ("unowned", "shown")

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

    @staticmethod
    @kernel
    def level(ten_minutes: Record, day: Record) -> int:
        """1 where any of the three rules holds."""
        if ten_minutes.unowned >= 10 and wilson_lower(ten_minutes.unowned, ten_minutes.attempts) > 0.05:
            return 1
        if day.unowned >= 1000 or (day.unowned >= 100 and wilson_lower(day.unowned, day.attempts) > 0.01):
            return 1
        return 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """Both windows, each by number and by share."""
        for window, k, n, least, part in (
            ("10_minutes", seen.ten_minutes.unowned, seen.ten_minutes.attempts, 10, 0.05),
            ("24_hours", seen.day.unowned, seen.day.attempts, 100, 0.01),
        ):
            if k:
                yield count(f"unowned_caller_ids_in_{window}", k, limit=least)
                yield share(f"unowned_caller_id_share_in_{window}", k, n, limit=part)
        if seen.day.unowned >= 1000:
            yield count("unowned_caller_ids_in_24_hours_whatever_their_share", seen.day.unowned, limit=1000)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Names the shorter window where it holds ten, as that is where the abuse is."""
        window, within = (seen.ten_minutes, "10 minutes") if seen.ten_minutes.unowned >= 10 else (seen.day, "24 hours")
        return (
            f"{window.unowned} of {window.attempts} outbound call attempts within {within} showed a caller ID that the "
            "account neither holds nor has verified."
        )
