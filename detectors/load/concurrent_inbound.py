"""More calls to the customer at once than may come without a word ahead."""

import numpy as np
from numpy.typing import NDArray

from detectors.calls import INWARD
from detectors.concurrency import AT_ONCE, UpAtOnce, observe_line
from detectors.kernel import Record, kernel
from detectors.memory import Memory
from detectors.standing import Segments


class ConcurrentInbound(UpAtOnce):
    """Inbound `pstn` calls, as many at once as `concurrent_inbound` or more.

    Judged as `load.concurrent-outbound` is. Exact to the millisecond.

    Usual false positives: ticket sales, polls and advertising, at which people call a customer who does nothing, and
    legs whose end comes late, which count until then. A declared event covers the first; it is a throttle at most.
    Blind spots: what comes over the customer's SIP trunk, which does not count.
    Source: KDDI Web Communications, Vonage usage rules 1-4 and note 2: 100 calls or more to come in at once.
    """

    id = "load.concurrent-inbound"
    limits = {"concurrent_inbound": AT_ONCE}
    where = f"call.line == {INWARD}"
    legs = "inbound calls"

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
        return observe_line(call, account, row, memory, fact, segments, column, figures, INWARD)

    @staticmethod
    @kernel
    def level(figures: Record, limits: Record, side: int) -> int:
        """1 at the limit."""
        return 1 if (figures.ordinary_up if side else figures.up) >= limits.concurrent_inbound else 0
