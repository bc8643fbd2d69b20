"""Calls whose caller ID failed STIR/SHAKEN verification, or whose PASSporT is of another call."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import CONTRADICTION, FAILED, MALFORMED_PASSPORT, OUTBOUND
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.rates import wilson_lower
from detectors.spans import TEN_MINUTES


class FailedVerification(Detector):
    """Outbound attempts whose `verstat` is `TN-Validation-Failed`, whatever its suffix, or that a PASSporT contradicts.

    Fires at 10 in 10 minutes where the 95 % Wilson lower bound of their share of outbound attempts exceeds 5 %.
    Attestation B, C or none, and `No-TN-Validation`, are never evidence: gateways and numbers bought elsewhere get
    them rightly.

    A PASSporT in `identity` contradicts a call that shows neither in `from` nor in `pai` the number it is signed for,
    that goes to somebody else, that is more than 60 seconds from when it was signed, or of which the platform says
    another attestation; or its signature is by none of the certificates that the installation has for it. One in the
    compact form, or of a type that we do not know, says nothing. Of a call that was sent on (`div`), the tokens have
    to lead from one to the other, and one of them has to be fresh. A part that is malformed is told, and may be what
    said where the call was sent on to: the others are then held against who calls alone.

    Usual false positives: a clock that runs wrong, certificates that the installation lacks, or a gateway that changes
    numbers after signing. See whether all began to fail at one moment, and whether it is their PASSporTs.
    Blind spots: calls that are not signed at all; platforms that do not pass the verification result on; headers that
    a log has cut; whether a signer may use the number that it signs for.
    Source: 3GPP TS 24.229 verstat values as Twilio and others report them; ATIS-1000074; RFC 8224 to 8226, 8588, 8946.
    """

    id = "voice.failed-verification"
    stream, channel, window = "calls", "voice", TEN_MINUTES.ms
    counts = {TEN_MINUTES: ("attempts", "unverified", "contradicted", "malformed")}
    hits = (TEN_MINUTES, "unverified")
    rarely = ("contradicted", "malformed")
    of_emergencies = True

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts outbound attempts, and those that failed."""
        if not call.sets_up or call.direction != OUTBOUND:
            return PASSED
        count.attempts = 1
        if call.passport == CONTRADICTION:
            count.contradicted = 1
        elif call.passport == MALFORMED_PASSPORT:
            count.malformed = 1
        if call.verstat == FAILED or call.passport == CONTRADICTION:
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
        if seen.ten_minutes.contradicted:
            yield count("contradicting_passports_in_10_minutes", seen.ten_minutes.contradicted, limit=10)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures, and what is known of PASSporTs."""
        window = seen.ten_minutes
        contradicted, malformed = window.contradicted, window.malformed
        ways = f"; PASSporTs contradict {contradicted} of them" if contradicted else " (TN-Validation-Failed)"
        ways += f"; {malformed} came with a malformed PASSporT" if malformed else ""
        return (
            f"{window.unverified} of {window.attempts} outbound call attempts within 10 minutes failed caller ID "
            f"verification{ways}."
        )
