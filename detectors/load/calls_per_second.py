"""More call attempts in a second than the contract allows."""

from collections.abc import Iterator

import numpy as np

from detectors.base import Detector, Limit, Limits, Seen
from detectors.bursts import EACH, IN_SECONDS, busiest, count, mark, seconds
from detectors.calls import APP, INBOUND, PSTN, SIP
from detectors.evidence import Evidence
from detectors.evidence import count as number
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.moments import MOMENTS, forget
from detectors.spans import FIVE_MINUTES, SECOND
from detectors.standing import Segments, segment_at

FIVE_MINUTES_MS = FIVE_MINUTES.ms  # kernels see numbers, not spans
SECONDS = 10  # distinct seconds with a crossing attempt within five minutes at which throttling is no longer enough


class CallsPerSecond(Detector):
    """More outbound and forwarded legs set up than `cps` in any span of 1000 ms, on `pstn`, `sip` or `app`.

    Level 1 where the leg that arrives is one of more than `cps` that begin less than 1000 ms apart; level 2 where ten
    distinct clock seconds within five minutes had such a leg. Exact to the millisecond, in whatever order legs arrive,
    as long as they are kept (`max_call`). Calls to emergency numbers do not count.

    Usual false positives: ticket sales, polls and alerts to many, which nobody announced. A declared event covers them;
    one burst is a throttle, and no suspension before ten such seconds.
    Blind spots: attempts that the switch rejects before they are recorded.
    Source: KDDI Web Communications, Vonage usage rules 1-3: three calls a second for each contract.
    """

    id = "load.calls-per-second"
    stream, channel, window = "calls", "voice", FIVE_MINUTES.ms
    limits = {"cps": Limit("calls/s", 10_000)}
    state = np.dtype([("starts", MOMENTS), ("over", MOMENTS), ("ordinary_over", MOMENTS)])
    figures = ("at", "burst", "seconds", "ordinary_seconds")
    where = "call.sets_up"
    confidence = 1.0
    revised_by_limit = True

    @staticmethod
    @kernel
    def observe(
        call: Record,
        account: Record,
        row: Record,
        memory: Memory,
        fact: Record,
        segments: Segments,
        limit_rows: Record,
        figures: Record,
    ) -> int:
        """Keeps when legs began, and the seconds that were over the limits then in force."""
        if not call.sets_up or call.direction == INBOUND or call.emergency:
            return PASSED
        if not (call.network == PSTN or call.network == SIP or call.network == APP):
            return PASSED
        at, horizon = call.since, account.horizon
        if at <= horizon:
            return PASSED
        forget(row.starts, memory, horizon, at, EACH)
        count(row.starts, memory, at)
        figures.at = at
        figures.burst = busiest(row.starts, memory, at, SECOND, horizon)
        segment = segments[segment_at(fact, segments, at)]
        over = figures.burst > limit_rows[segment.limits].cps
        usually = figures.burst > limit_rows[segment.ordinary].cps
        if not over and not usually:
            return PASSED
        figures.seconds = within_reach(row.over, memory, at, horizon) if over else 0
        figures.ordinary_seconds = within_reach(row.ordinary_over, memory, at, horizon) if usually else 0
        return HIT

    @staticmethod
    @kernel
    def level(figures: Record, limits: Record, side: int) -> int:
        """2 where it went on for ten seconds of five minutes."""
        if figures.burst <= limits.cps:
            return 0
        return 2 if (figures.ordinary_seconds if side else figures.seconds) >= SECONDS else 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The busiest second, and how many there were."""
        yield number("attempts_in_1000_ms", seen.burst, limit=limits["cps"], unit="calls/s")
        yield number("seconds_over_the_limit_in_5_minutes", seen.seconds, limit=SECONDS, unit="seconds")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The burst and its limit."""
        seconds = f"{seen.seconds} distinct seconds" if seen.seconds != 1 else "one second"
        return (
            f"{seen.burst} call attempts within 1000 ms, where {limits['cps']:g} a second are allowed; "
            f"{seconds} over that within 5 minutes."
        )


@kernel
def within_reach(over: Record, memory: Memory, at: int, horizon: int) -> int:
    """Marks the second of a leg over the limit; how many such seconds some five minutes hold that hold this leg."""
    forget(over, memory, horizon - SECOND, at, IN_SECONDS)
    mark(over, memory, at)
    return seconds(over, memory, at, FIVE_MINUTES_MS, horizon)
