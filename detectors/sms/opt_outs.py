"""People who opt out of an account's messages."""

from collections.abc import Iterator

from detectors.base import SHARE, Detector, Limits, Seen
from detectors.evidence import Evidence, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.message_counts import counted
from detectors.messages import OUT, RECEIVE, SEND
from detectors.rates import wilson_lower
from detectors.spans import ONE_DAY

BLATANT = 0.10  # share: level 2


class OptOuts(Detector):
    """People who opted out, of those written to in a day.

    From 100 people on: level 1 where the 95 % Wilson lower bound of their share exceeds `opt_out_share`, level 2 where
    it also exceeds 10 %. Each person counts once, and only those whom the account wrote to in the last 30 days
    can opt out, so nobody pushes an account over the limit alone.

    Usual false positives: answers to a reminder like `CANCEL` or `END`, which opt out as well, and the first text to an
    old list. See what people were asked; up to 10 % it is a warning.
    Blind spots: people who block the sender instead; words that no list of opt-out words has.
    Source: Twilio's guidance on opt-out rates (below 5 % is usual, campaigns above are looked at).
    """

    id = "sms.opt-outs"
    stream, channel, window = "sms", "sms", ONE_DAY.ms
    limits = {"opt_out_share": SHARE}
    counts = {ONE_DAY: ("written", "stopped")}
    distinct = {ONE_DAY: {"written": "destination", "stopped": "destination"}}
    hits = (ONE_DAY, "stopped")
    sources = ("stopped",)

    @staticmethod
    @kernel
    def observe(message: Record, count: Record) -> int:
        """Counts people written to, and those who opt out."""
        if not counted(message, count):
            return PASSED
        if message.event == RECEIVE and message.opt == OUT:
            return HIT
        return COUNTED if message.event == SEND else PASSED

    @staticmethod
    @kernel
    def level(day: Record, limits: Record) -> int:
        """By the lower bound of the share."""
        if day.written < 100:
            return 0
        lower = wilson_lower(day.stopped, day.written)
        if lower <= limits.opt_out_share:
            return 0
        return 2 if lower > BLATANT else 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The share."""
        limit = BLATANT if seen.level > 1 else limits["opt_out_share"]
        yield share("opt_out_share_in_24_hours", seen.day.stopped, seen.day.written, limit=limit)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures."""
        return f"{seen.day.stopped} of {seen.day.written} people written to within 24 hours opted out."
