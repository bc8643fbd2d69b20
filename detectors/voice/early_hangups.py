"""Calls that the caller gives up before anyone could answer."""

from collections.abc import Iterator

from detectors.base import SHARE, Detector, Limits, Seen
from detectors.calls import END, OUTBOUND
from detectors.evidence import Evidence, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.legs import given_up
from detectors.rates import wilson_lower
from detectors.spans import ONE_DAY

PATIENCE = 15_000  # ms of ringing that a person would wait; 16 CFR 310.4(b)(4)(ii)


class EarlyHangups(Detector):
    """Outbound calls released by the caller, unanswered, within 15 seconds of ringing.

    A dialer that places more calls than it has agents for hangs up on the surplus before it is answered, so that it
    never counts as abandoned. Fires when the 95 % Wilson lower bound of the share of all ended calls, over 24 hours
    and at least 100 calls, exceeds `early_hangup_share`. A SIP status of 500 to 599 is the servers' failure.

    Usual false positives: calls that verify a number by ringing once, and callees with long ring-back delays, whom the
    caller gives up. It is warned of and no more.
    Blind spots: dialers that let surplus calls ring on.
    Source: Telnyx conversational traffic rules (more than 20 %); Plivo 0-second calls (20 % a month).
    """

    id = "voice.early-hangups"
    stream, channel, window = "calls", "voice", ONE_DAY.ms
    limits = {"early_hangup_share": SHARE}
    counts = {ONE_DAY: ("ended", "given_up")}
    hits = (ONE_DAY, "given_up")
    sources = ("given_up",)

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts ended calls, and those given up early."""
        if call.event != END or call.direction != OUTBOUND or call.emergency:
            return PASSED
        count.ended = 1
        if given_up(call) and call.ring_ms <= PATIENCE:
            count.given_up = 1
            return HIT
        return COUNTED

    @staticmethod
    @kernel
    def level(day: Record, limits: Record) -> int:
        """1 over the limit."""
        return 1 if day.ended >= 100 and wilson_lower(day.given_up, day.ended) > limits.early_hangup_share else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The share."""
        yield share(
            "early_hangup_share_in_24_hours", seen.day.given_up, seen.day.ended, limit=limits["early_hangup_share"]
        )

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return (
            f"{seen.day.given_up} of {seen.day.ended} outbound calls within 24 hours were given up by the caller "
            f"within 15 seconds of ringing; {limits['early_hangup_share']:.0%} may be."
        )
