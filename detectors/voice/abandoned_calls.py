"""Calls that a dialer makes people answer without an agent for them."""

from collections.abc import Iterator

from detectors.base import ACCOUNT, CAMPAIGN, SHARE, Detector, Limits, Seen
from detectors.calls import AGENT, END, HUMAN, OUTBOUND
from detectors.evidence import Evidence, share
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.rates import wilson_lower
from detectors.spans import THIRTY_DAYS

PATIENCE = 2_000  # ms within which an agent must be on the line after the callee's greeting; 16 CFR 310.4(b)(4)(i)
GREETING = 4_000  # without its length, an agent who came this late may still have been in time


class AbandonedCalls(Detector):
    """Dialer calls answered by a person, for whom no agent came within two seconds of the greeting.

    Judged for each campaign and for the whole account over 30 UTC days, from 100 such calls on. Level 2 where the
    95 % Wilson lower bound of the share exceeds `abandoned_share`; level 1 where it does so only with the calls counted
    whose greeting was not measured and whose agent came 2 to 4 seconds after the answer. Answering machines and
    recordings do not count.

    Usual false positives: recorded reminders that are not marked `treatment: message`, and agents whose `agent_ms` the
    platform does not pass on: both read as if nobody came. See that both fields are filled.
    Blind spots: dialers that report machines where people answered; platforms that do not say what a dialer placed.
    Source: 16 CFR 310.4(b)(4): at most 3 % of the calls answered by a person, by campaign, over 30 days.
    """

    id = "voice.abandoned-calls"
    stream, channel, window = "calls", "voice", THIRTY_DAYS.ms
    subjects = (ACCOUNT, CAMPAIGN)
    limits = {"abandoned_share": SHARE}
    counts = {THIRTY_DAYS: ("dialed", "abandoned", "perhaps_abandoned")}
    hits = (THIRTY_DAYS, "abandoned")
    sources = ("abandoned", "perhaps_abandoned")

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts what people answered, and what was abandoned for certain or perhaps."""
        if call.event != END or call.direction != OUTBOUND or call.emergency or call.dialer == 0:
            return PASSED
        if call.answered_by != HUMAN or call.treatment != AGENT or call.talk_ms == 0:
            return PASSED
        count.dialed = 1
        if call.agent_ms >= 0 and call.agent_ms - max(call.greeting_ms, 0) <= PATIENCE:
            return COUNTED
        if call.agent_ms >= 0 and call.greeting_ms < 0 and call.agent_ms <= GREETING:
            count.perhaps_abandoned = 1
        else:
            count.abandoned = 1
        return HIT

    @staticmethod
    @kernel
    def level(thirty_days: Record, limits: Record) -> int:
        """2 for certain, 1 perhaps."""
        n = thirty_days.dialed
        if n < 100:
            return 0
        if wilson_lower(thirty_days.abandoned, n) > limits.abandoned_share:
            return 2
        perhaps = thirty_days.abandoned + thirty_days.perhaps_abandoned
        return 1 if wilson_lower(perhaps, n) > limits.abandoned_share else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The certain share, and the share with those of unknown greeting."""
        month, limit = seen.thirty_days, limits["abandoned_share"]
        yield share("abandoned_share_in_30_days", month.abandoned, month.dialed, limit=limit)
        if month.perhaps_abandoned:
            perhaps = month.abandoned + month.perhaps_abandoned
            yield share("perhaps_abandoned_share_in_30_days", perhaps, month.dialed, limit=limit)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures; the uncertain ones apart."""
        month = seen.thirty_days
        perhaps = f" and for {month.perhaps_abandoned} more perhaps too late" if month.perhaps_abandoned else ""
        return (
            f"For {month.abandoned} of {month.dialed} dialer calls that people answered within 30 days no agent came "
            f"within 2 seconds{perhaps}; {limits['abandoned_share']:.1%} may be abandoned."
        )
