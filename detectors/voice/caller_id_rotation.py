"""Caller numbers that change with almost every call."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.calls import ANONYMOUS, OUTBOUND, SIP_URI
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.spans import ONE_HOUR

NUMBERS = 50  # distinct caller numbers in an hour
CALLS = 3  # calls with each on average, from which on numbers are used and not worn out


class CallerIdRotation(Detector):
    """Outbound calls under 50 distinct caller numbers or more within an hour, with fewer than three calls each.

    Whoever rotates numbers keeps each of them below what reputation services notice. Withheld numbers and SIP URIs do
    not count.

    Usual false positives: a contact centre with a number for every town it calls, or an office whose staff call under
    numbers of their own. It is warned of and no more.
    Blind spots: fewer numbers, or more calls with each.
    Source: FCC 20-96, paragraph 26, on patterns of calls; ours are the 50 and the three.
    """

    id = "voice.caller-id-rotation"
    stream, channel, window = "calls", "voice", ONE_HOUR.ms
    counts = {ONE_HOUR: ("named", "caller_numbers")}
    distinct = {ONE_HOUR: {"caller_numbers": "shown"}}
    hits = (ONE_HOUR, "caller_numbers")
    of_emergencies = True

    @staticmethod
    @kernel
    def observe(call: Record, count: Record) -> int:
        """Counts calls under a number, and the numbers."""
        if not call.sets_up or call.direction != OUTBOUND:
            return PASSED
        if call.caller_is == ANONYMOUS or call.caller_is == SIP_URI:
            return PASSED
        count.named = 1
        count.caller_numbers = 1
        return HIT

    @staticmethod
    @kernel
    def level(hour: Record) -> int:
        """1 for many numbers with few calls each."""
        return 1 if hour.caller_numbers >= NUMBERS and hour.named < CALLS * hour.caller_numbers else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many numbers."""
        yield count("caller_numbers_in_1_hour", seen.hour.caller_numbers, limit=NUMBERS, unit="numbers")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Numbers and calls."""
        return (
            f"{seen.hour.named} outbound calls within an hour showed {seen.hour.caller_numbers} different caller "
            f"numbers, fewer than {CALLS} calls each on average."
        )
