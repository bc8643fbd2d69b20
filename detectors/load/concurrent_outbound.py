"""More outbound calls at once than may be placed without a word ahead."""

import numpy as np
from numpy.typing import NDArray

from detectors.calls import OUTWARD
from detectors.concurrency import AT_ONCE, UpAtOnce, observe_line
from detectors.kernel import Record, kernel
from detectors.memory import Memory
from detectors.standing import Segments


class ConcurrentOutbound(UpAtOnce):
    """Outbound `pstn` calls to Japanese numbers, as many at once as `concurrent_outbound` or more.

    A leg is up from its attempt until its end, `max_call` at most; one known from its end alone, from `started` until
    then. The leg that arrives is judged at every moment at which a leg began while it is up, so the order in which legs
    arrive changes nothing. Exact to the millisecond. Calls to emergency numbers do not count.

    Usual false positives: alerts and campaigns that nobody announced, and legs whose end comes late, which count until
    then. A declared event covers the first; it is a throttle at most.
    Blind spots: numbers dialled in national form.
    Source: KDDI Web Communications, Vonage usage rules 1-3 and note 2: 100 domestic numbers or more called at once.
    """

    id = "load.concurrent-outbound"
    limits = {"concurrent_outbound": AT_ONCE}
    where = f"call.line == {OUTWARD}"
    legs = "outbound calls to Japanese numbers"

    @staticmethod
    @kernel
    def observe(
        call: Record,
        account: Record,
        row: Record,
        memory: Memory,
        fact: Record,
        segments: Segments,
        column: NDArray[np.float64],
        figures: Record,
    ) -> int:
        """Keeps track of who is up."""
        return observe_line(call, account, row, memory, fact, segments, column, figures, OUTWARD)

    @staticmethod
    @kernel
    def level(figures: Record, limits: Record, side: int) -> int:
        """1 at the limit."""
        return 1 if (figures.ordinary_up if side else figures.up) >= limits.concurrent_outbound else 0
