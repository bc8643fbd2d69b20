"""The work that the peers do, as a detector. Imported by the worker that has it alone, never beside the others."""

from collections.abc import Iterator

import numpy as np

from benchmarks.peers.counting import LIMIT, WINDOW
from detectors.base import Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel


class Windowed(Detector):
    """Ten calls of an account in one window of ten seconds.

    Blind spots: this is no rule of a policy.
    Source: none.
    """

    id = "bench.windowed"
    stream, channel, window = "calls", "voice", WINDOW
    state = np.dtype([("window", "i8"), ("count", "i8")])

    @staticmethod
    @kernel
    def observe(call: Record, row: Record) -> int:
        """Counts it in its window; an account's come in the order of time."""
        window = call.ts // WINDOW
        if row.window != window:
            row.window, row.count = window, 0
        row.count += 1
        return HIT if row.count == LIMIT else PASSED

    @staticmethod
    @kernel
    def level() -> int:
        """1 for any."""
        return 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """As many as that."""
        yield count("calls_in_a_window", LIMIT, limit=LIMIT)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """As many as that."""
        return f"{LIMIT} calls within a window of ten seconds."
