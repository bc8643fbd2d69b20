"""Calls to somebody who does not answer, over and over."""

from collections.abc import Iterator

from detectors.base import DESTINATION, Detector, Limits, Seen
from detectors.calls import END, OUTBOUND
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.sightings import TICK
from detectors.spans import ONE_DAY, ONE_HOUR
from detectors.subjects import mixed
from detectors.tallies import tally
from detectors.windows import keeps_out

IN_AN_HOUR, IN_A_DAY = 5, 20  # unanswered calls that may be
NOTED, NOTED_IN_A_DAY = 3, 10  # from which on their ids are kept

HOUR_PANE, HOUR_PANES, DAY_PANE, DAY_PANES = ONE_HOUR.pane, ONE_HOUR.panes, ONE_DAY.pane, ONE_DAY.panes


class RepeatCalls(Detector):
    """More than 5 unanswered calls within an hour, or 20 within a day, from one number to the same person.

    Judged for each person called; two numbers of the account are counted apart.

    Usual false positives: a line that is out of order, so that software tries again, or an alarm that has to reach
    somebody. It is warned of and no more.
    Blind spots: callers who change their number with each call (see `voice.flooding`).
    Source: Alibaba Cloud voice service: five calls an hour, twenty a day from one caller to one callee; 12 CFR
    1006.14(b) on repeated calls.
    """

    id = "voice.repeat-calls"
    stream, channel, window = "calls", "voice", ONE_DAY.ms
    subjects = (DESTINATION,)
    kinds = ("hour", "day")
    where = f"call.event == {END}"
    figures = ("hour", "day")
    confidence = 1.0

    @staticmethod
    @kernel
    def observe(
        call: Record,
        account: Record,
        memory: Memory,
        clock: int,
        tick: int,
        figures: Record,
        kind_hour: int,
        kind_day: int,
    ) -> int:
        """Counts unanswered calls by caller and callee."""
        if call.event != END or call.direction != OUTBOUND or call.emergency or call.talk_ms > 0:
            return PASSED
        if keeps_out(call, clock, DAY_PANE, DAY_PANES):
            return PASSED
        key = mixed(call.shown, call.destination)
        until = (call.ts // DAY_PANE + DAY_PANES) * (DAY_PANE // TICK)
        figures.day = tally(account.sightings, memory, kind_day, key, until, tick)
        figures.hour = 0
        if not keeps_out(call, clock, HOUR_PANE, HOUR_PANES):
            until = (call.ts // HOUR_PANE + HOUR_PANES) * (HOUR_PANE // TICK)
            figures.hour = tally(account.sightings, memory, kind_hour, key, until, tick)
        return HIT if figures.hour >= NOTED or figures.day >= NOTED_IN_A_DAY else PASSED

    @staticmethod
    @kernel
    def level(figures: Record) -> int:
        """1 for either."""
        return 1 if figures.hour > IN_AN_HOUR or figures.day > IN_A_DAY else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """Both windows."""
        yield count("unanswered_calls_in_1_hour", seen.hour, limit=IN_AN_HOUR, unit="unanswered calls")
        yield count("unanswered_calls_in_24_hours", seen.day, limit=IN_A_DAY, unit="unanswered calls")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both windows."""
        return (
            f"{seen.hour} unanswered calls within an hour and {seen.day} within 24 hours went from one number to the "
            f"same destination; {IN_AN_HOUR} and {IN_A_DAY} may."
        )
