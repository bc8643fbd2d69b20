"""Caller IDs that nobody can hold."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import MALFORMED, OUTBOUND, UNALLOCATABLE
from detectors.evidence import Evidence, count, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.rates import wilson_lower
from detectors.spans import TEN_MINUTES


class InvalidCallerId(Detector):
    """Outbound attempts under a caller ID that is malformed, that no plan allocates, or that nobody calls from.

    Fires at 10 in 10 minutes where the 95 % Wilson lower bound of their share of outbound attempts exceeds 5 %.
    Withheld numbers, SIP URIs and 555-01XX are not invalid. Nobody calls from what the installation's do-not-originate
    list has at the time of the attempt.

    Usual false positives: exchanges that show an extension or a number in national form. A few such lines stay below
    the 5 %, and numbers that are merely not in use yet are not invalid.
    Blind spots: only about 1 in 70 caller IDs that people complain of is invalid by structure; the rest are somebody's.
    Source: 47 CFR 64.1200(n) and (o): invalid, unallocated and do-not-originate numbers may be blocked; structure from
    libphonenumber's metadata and, for +1, the North American Numbering Plan.
    """

    id = "voice.invalid-caller-id"
    stream, channel, window = "calls", "voice", TEN_MINUTES.ms
    counts = {TEN_MINUTES: ("attempts", "invalid", "listed")}
    hits = (TEN_MINUTES, "invalid")
    rarely = ("listed",)
    of_emergencies = True

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts outbound attempts, and those under an impossible number."""
        if not call.sets_up or call.direction != OUTBOUND:
            return PASSED
        count.attempts = 1
        count.listed = call.listed
        if call.listed or call.caller_is == MALFORMED or call.caller_is == UNALLOCATABLE:
            count.invalid = 1
            return HIT
        return COUNTED

    @staticmethod
    @kernel
    def level(ten_minutes: Record) -> int:
        """1 at ten of them that are a real part of the traffic."""
        k, n = ten_minutes.invalid, ten_minutes.attempts
        return 1 if k >= 10 and wilson_lower(k, n) > 0.05 else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """Their number and their share."""
        yield count("invalid_caller_ids_in_10_minutes", seen.ten_minutes.invalid, limit=10)
        yield share(
            "invalid_caller_id_share_in_10_minutes", seen.ten_minutes.invalid, seen.ten_minutes.attempts, limit=0.05
        )

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures, and how many were on the list."""
        window = seen.ten_minutes
        listed = f", or that is on the do-not-originate list ({window.listed} of them)" if window.listed else ""
        return (
            f"{window.invalid} of {window.attempts} outbound call attempts within 10 minutes showed a caller ID that "
            f"is malformed or that no numbering plan allocates{listed}."
        )
