"""More call attempts in a second than the contract allows."""

from collections.abc import Iterator

import numpy as np

from detectors.base import Detector, Limit, Limits, Seen
from detectors.calls import APP, ATTEMPT, INBOUND, PSTN, SIP
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.memory import BLOCK, Memory
from detectors.recency import latest_in, remember
from detectors.spans import FIVE_MINUTES, SECOND
from detectors.timeline import TIMELINE, busiest, insert

FIVE_MINUTES_MS = FIVE_MINUTES.ms  # kernels see numbers, not spans
SECONDS = 10  # distinct seconds with a crossing attempt within five minutes at which throttling is no longer enough


class CallsPerSecond(Detector):
    """More outbound and forwarded attempts than `cps` in any span of 1000 ms, on `pstn`, `sip` or `app`.

    Level 1 at the attempt that comes less than 1000 ms after the one `cps` before it; level 2 where ten distinct
    clock seconds within five minutes had such an attempt. Exact to the millisecond. Calls to emergency numbers do not
    count.

    Blind spots: attempts that the switch rejects before they are recorded; attempts that arrive more than ten seconds
    late.
    Source: KDDI Web Communications, Vonage usage rules 1-3: three calls a second for each contract.
    """

    id = "load.calls-per-second"
    stream, channel, window = "calls", "voice", FIVE_MINUTES.ms
    limits = {"cps": Limit("calls/s", 10_000)}
    state = np.dtype([("attempts", TIMELINE), ("seconds", BLOCK), ("ordinary_seconds", BLOCK)])
    figures = ("burst", "seconds", "ordinary_seconds")
    confidence = 1.0

    @staticmethod
    @kernel
    def observe(
        call: Record, clock: int, row: Record, memory: Memory, limits: Record, ordinary: Record, figures: Record
    ) -> int:
        """Keeps the attempts of the last seconds, and the seconds that were over the limits."""
        if call.event != ATTEMPT or call.direction == INBOUND or call.emergency:
            return PASSED
        if not (call.network == PSTN or call.network == SIP or call.network == APP):
            return PASSED
        at = insert(row.attempts, memory, call.ts, clock)
        if at < 0:
            return PASSED
        figures.burst = busiest(row.attempts, memory, at, SECOND)
        over, usually = figures.burst > limits.cps, figures.burst > ordinary.cps
        if not over and not usually:
            return PASSED
        if over:
            remember(row.seconds, memory, call.ts // SECOND, call.ts, SECONDS)
        if usually:
            remember(row.ordinary_seconds, memory, call.ts // SECOND, call.ts, SECONDS)
        figures.seconds = latest_in(row.seconds, memory, call.ts - FIVE_MINUTES_MS)
        figures.ordinary_seconds = latest_in(row.ordinary_seconds, memory, call.ts - FIVE_MINUTES_MS)
        return HIT

    @staticmethod
    @kernel
    def level(figures: Record, limits: Record, side: int) -> int:
        """2 where it went on for ten seconds of the last five minutes."""
        if figures.burst <= limits.cps:
            return 0
        return 2 if (figures.ordinary_seconds if side else figures.seconds) >= SECONDS else 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The busiest second, and how many there were."""
        yield count("attempts_in_1000_ms", seen.burst, limit=limits["cps"], unit="calls/s")
        yield count(
            "seconds_over_the_limit_in_5_minutes",
            seen.seconds,
            limit=SECONDS,
            unit="seconds",
        )

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The burst and its limit."""
        return (
            f"{seen.burst} call attempts within 1000 ms, where {limits['cps']:g} a second are allowed; "
            f"{seen.seconds} distinct seconds over that within 5 minutes."
        )
