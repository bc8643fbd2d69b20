"""What detectors have in common that judge reports of abuse of one kind about an account."""

from collections.abc import Iterator

import numpy as np

from detectors.base import Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.reporters import REPORTERS, heard
from detectors.reports import KINDS
from detectors.spans import SEVEN_DAYS
from detectors.totals import MILLIONTHS
from detectors.windows import keeps_out

TRUSTED = 900_000  # millionths of trust at which one report is enough
ENOUGH = 3  # reporters
TOGETHER = MILLIONTHS  # of trust in all of them
PANE, PANES = SEVEN_DAYS.pane, SEVEN_DAYS.panes  # kernels see numbers, not spans


class Reported(Detector, abstract=True):
    """A report with trust of 0.9 or more, or reports of three people or more in a week whose trusts add up to 1.

    A reporter counts once, with the trust in the latest report. Its id says of which kind the reports are.

    Usual false positives: reports out of a quarrel or by a competitor, and those of a feed that is trusted too much.
    Whoever is trusted less needs two others to agree. See who reported, and what, before anything is approved.
    """

    stream, channel, window = "reports", "all", SEVEN_DAYS.ms
    state = np.dtype([("heard", REPORTERS)])
    figures = ("trust", "reporters", "together")
    confidence = 0.9

    def __init_subclass__(cls) -> None:
        """Sees the reports of its kind alone."""
        super().__init_subclass__()
        cls.where = f"report.kind == {KINDS.index(cls.kind())}"

    @classmethod
    def kind(cls) -> str:
        """What is reported."""
        return cls.id.removeprefix("report.")

    @staticmethod
    @kernel
    def observe(report: Record, row: Record, memory: Memory, clock: int, figures: Record) -> int:
        """Notes who reported, and how far all of them are trusted."""
        if keeps_out(report, clock, PANE, PANES):
            return PASSED
        pane, oldest = report.ts // PANE, clock // PANE - PANES + 1
        figures.trust = report.trust
        figures.reporters, figures.together = heard(row.heard, memory, report.reporter, pane, report.trust, oldest)
        return HIT

    @staticmethod
    @kernel
    def level(figures: Record) -> int:
        """1 for one who is trusted, or for enough of them together."""
        if figures.trust >= TRUSTED:
            return 1
        return 1 if figures.reporters >= ENOUGH and figures.together >= TOGETHER else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How far the last reporter is trusted, or how many there are and how far all of them are."""
        if seen.trust >= TRUSTED:
            yield Evidence("trust_in_the_report", seen.trust / MILLIONTHS, TRUSTED / MILLIONTHS, "trust")
        if seen.reporters >= ENOUGH and seen.together >= TOGETHER:
            yield count("reporters_in_7_days", seen.reporters, limit=ENOUGH, unit="reporters")
            together = seen.together / MILLIONTHS
            yield Evidence("trust_in_all_reporters_in_7_days", together, TOGETHER / MILLIONTHS, "trust in all")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        kind = "other abuse" if cls.kind() == "other" else cls.kind().replace("-", " ")
        whose = "1 reporter" if seen.reporters == 1 else f"{seen.reporters} reporters"
        return (
            f"Reported for {kind} by {whose} within 7 days; the trust in the last report is "
            f"{seen.trust / MILLIONTHS:g}, that in all of them {seen.together / MILLIONTHS:g}."
        )
