"""Answered calls that end within six seconds."""

from collections.abc import Iterator

from detectors.base import SHARE, Detector, Limits, Seen
from detectors.calls import END, NETWORK, OUTBOUND
from detectors.evidence import Evidence, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.rates import wilson_lower
from detectors.spans import ONE_DAY

SHORT = 6_000  # ms
BLATANT = 0.30  # share above which it is no longer a warning


class ShortCalls(Detector):
    """Outbound answered calls of six seconds or less, as unwanted calls are: the callee hangs up at once.

    Over 24 hours, from 100 answered calls on: level 1 where the 95 % Wilson lower bound of their share exceeds
    `short_share`, level 2 where it also exceeds 30 %. Calls that the network released do not count at all.

    Usual false positives: voice codes, reminders and alerts look the same, so `otp` and `notifications` accounts are
    warned at most. Elsewhere see what the account is for, and whether something had failed.
    Blind spots: unwanted calls whose recording people hear out.
    Source: Telnyx conversational traffic rules (at most 15 % of six seconds or less); Plivo (20 % a month).
    """

    id = "voice.short-calls"
    stream, channel, window = "calls", "voice", ONE_DAY.ms
    limits = {"short_share": SHARE}
    counts = {ONE_DAY: ("answered", "short")}
    hits = (ONE_DAY, "short")
    sources = ("short",)

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts answered calls, and the short ones."""
        if call.event != END or call.direction != OUTBOUND or call.emergency:
            return PASSED
        if call.talk_ms == 0 or call.hangup == NETWORK:
            return PASSED
        count.answered = 1
        if call.talk_ms <= SHORT:
            count.short = 1
            return HIT
        return COUNTED

    @staticmethod
    @kernel
    def level(day: Record, limits: Record) -> int:
        """By the lower bound of the share."""
        if day.answered < 100:
            return 0
        lower = wilson_lower(day.short, day.answered)
        if lower <= limits.short_share:
            return 0
        return 2 if lower > BLATANT else 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The share against the limit of the level."""
        yield share("short_call_share_in_24_hours", seen.day.short, seen.day.answered, limit=_limit(seen, limits))

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return (
            f"{seen.day.short} of {seen.day.answered} answered calls within 24 hours lasted six seconds or less; "
            f"{_limit(seen, limits):.0%} may."
        )


def _limit(seen: Seen, limits: Limits) -> float:
    return max(BLATANT, limits["short_share"]) if seen.level > 1 else limits["short_share"]
