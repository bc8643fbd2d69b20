"""Numbers dialled one after the other, as somebody does who has no list of customers."""

from collections.abc import Iterator

import numpy as np

from detectors.base import Detector, Limits, Seen
from detectors.calls import ALLOCATABLE, OUTBOUND, UNALLOCATABLE
from detectors.evidence import Evidence, count
from detectors.kernel import COUNTED, HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.recency import RECENCY, longest_run, remember
from detectors.spans import ONE_HOUR
from detectors.standing import Holdings, holds
from detectors.windows import keeps_out

LAST, IN_A_ROW, APART = 20, 10, 2  # of the last 20 callees ten in a row, each at most 2 from the next
PANE, PANES = ONE_HOUR.pane, ONE_HOUR.panes  # kernels see numbers, not spans


class SequentialDialing(Detector):
    """Ten numbers or more in a row among the last twenty that were called within an hour.

    The last 20 distinct callees, sorted by number, of which each differs from the next by 1 or 2. The account's own
    numbers do not count: a company that tests its lines calls them in a row.

    Usual false positives: another company's extensions, called in turn, and a carrier that tests lines. See whose the
    block of numbers is.
    Blind spots: gaps of three or more, and numbers dialled at random.
    Source: OpenSIPS fraud_detection, sequential calls; 47 CFR 64.1200(f) on sequential number generators.
    """

    id = "voice.sequential-dialing"
    stream, channel, window = "calls", "voice", ONE_HOUR.ms
    state = np.dtype([("callees", RECENCY)])
    where = "call.sets_up"
    figures = ("run",)
    confidence = 0.9

    @staticmethod
    @kernel
    def observe(
        call: Record, row: Record, memory: Memory, clock: int, fact: Record, holdings: Holdings, figures: Record
    ) -> int:
        """Keeps the last callees and finds the longest row among them."""
        if not call.sets_up or call.direction != OUTBOUND or call.emergency:
            return PASSED
        if not (call.callee_is == ALLOCATABLE or call.callee_is == UNALLOCATABLE):
            return PASSED
        if fact.known and holds(fact, holdings, call.callee, call.since):
            return PASSED
        if keeps_out(call, clock, PANE, PANES):
            return PASSED
        since = (clock // PANE - PANES + 1) * PANE
        remember(row.callees, memory, call.shifted, call.ts, LAST)
        figures.run, in_company = longest_run(row.callees, memory, since, APART, call.shifted)
        return HIT if in_company else COUNTED

    @staticmethod
    @kernel
    def level(figures: Record) -> int:
        """1 for a long row."""
        return 1 if figures.run >= IN_A_ROW else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How long the row is."""
        yield count("callees_in_a_row_in_1_hour", seen.run, limit=IN_A_ROW, unit="numbers")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        return (
            f"Of the last {LAST} numbers called within an hour, {seen.run} follow one another in numerical order, each "
            f"at most {APART} from the next."
        )
