"""More forwarded calls at once than may be without a word ahead."""

import numpy as np
from numpy.typing import NDArray

from detectors.calls import ONWARD
from detectors.concurrency import AT_ONCE, UpAtOnce, observe_line
from detectors.kernel import Record, kernel
from detectors.memory import Memory
from detectors.standing import Segments


class ConcurrentForwards(UpAtOnce):
    """Forwards to Japanese numbers, as many at once as `concurrent_forwards` or more.

    Judged as `load.concurrent-outbound` is. Exact to the millisecond.

    Usual false positives: a switchboard that sends all its calls on in a storm or a sale, and legs whose end comes
    late, which count until then. A declared event covers the first; it is a throttle at most.
    Blind spots: numbers in national form.
    Source: KDDI Web Communications, Vonage usage rules 1-5 and note 1: 50 forwards at once, which take 100 lines.
    """

    id = "load.concurrent-forwards"
    limits = {"concurrent_forwards": AT_ONCE}
    where = f"call.line == {ONWARD}"
    legs = "forwards to Japanese numbers"

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
        return observe_line(call, account, row, memory, fact, segments, column, figures, ONWARD)

    @staticmethod
    @kernel
    def level(figures: Record, limits: Record, side: int) -> int:
        """1 at the limit."""
        return 1 if (figures.ordinary_up if side else figures.up) >= limits.concurrent_forwards else 0
