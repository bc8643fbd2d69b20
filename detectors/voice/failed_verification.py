"""Calls whose caller ID failed STIR/SHAKEN verification."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import FAILED, OUTBOUND
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.rates import wilson_lower
from detectors.spans import TEN_MINUTES


class FailedVerification(Detector):
    """Outbound attempts whose `verstat` is `TN-Validation-Failed`, whatever its suffix.

    Fires at 10 in 10 minutes where the 95 % Wilson lower bound of their share of outbound attempts exceeds 5 %.
    Attestation B, C or none, and `No-TN-Validation`, are never evidence: gateways and numbers bought elsewhere get
    them rightly.

    Blind spots: calls that are not signed at all; platforms that do not pass the verification result on.
    Source: 3GPP TS 24.229 verstat values as Twilio and others report them; ATIS-1000074.
    """

    id = "voice.failed-verification"
    stream, channel, window = "calls", "voice", TEN_MINUTES.ms
    counts = {TEN_MINUTES: ("attempts", "unverified")}
    hits = (TEN_MINUTES, "unverified")

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts outbound attempts, and those that failed."""
        if not call.sets_up or call.direction != OUTBOUND:
            return PASSED
        count.attempts = 1
        if call.verstat == FAILED:
            count.unverified = 1
            return HIT
        return COUNTED

    @staticmethod
    @kernel
    def level(ten_minutes: Record) -> int:
        """1 at ten of them that are a real part of the traffic."""
        k, n = ten_minutes.unverified, ten_minutes.attempts
        return 1 if k >= 10 and wilson_lower(k, n) > 0.05 else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """Their number and their share."""
        yield count("failed_verifications_in_10_minutes", seen.ten_minutes.unverified, limit=10)
        yield share(
            "failed_verification_share_in_10_minutes",
            seen.ten_minutes.unverified,
            seen.ten_minutes.attempts,
            limit=0.05,
        )

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return (
            f"{seen.ten_minutes.unverified} of {seen.ten_minutes.attempts} outbound call attempts within 10 minutes "
            "failed caller ID verification (TN-Validation-Failed)."
        )
