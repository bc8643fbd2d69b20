"""One destination that is called without end."""

from collections.abc import Iterator

from detectors.base import DESTINATION, Detector, Limits, Seen
from detectors.calls import OUTBOUND
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, PASSED, Record, kernel
from detectors.memory import Memory
from detectors.sightings import TICK
from detectors.spans import TEN_MINUTES
from detectors.tallies import tally, total
from detectors.windows import keeps_out

MANY, FLOOD = 60, 300  # attempts in ten minutes
NOTED = 50  # from which on their ids are kept
PANE, PANES = TICK, TEN_MINUTES.panes  # of ten minutes a pane is a tick


class Flooding(Detector):
    """60 outbound attempts or more (level 2: 300) to one destination within ten minutes, whatever number they show.

    Calls to emergency numbers are judged too: a flood of them keeps others from being heard.

    Usual false positives: a dial-in conference that a company's staff joins at the hour, or software that retries one
    failed call. Below 300 attempts a throttle holds that destination alone.
    Blind spots: floods that many accounts make together.
    Source: NENA-INF-023 on telephony denial of service; the 60 and the 300 are ours.
    """

    id = "voice.flooding"
    stream, channel, window = "calls", "voice", TEN_MINUTES.ms
    subjects = (DESTINATION,)
    kinds = ("attempts",)
    where = "call.sets_up"
    figures = ("attempts",)
    confidence = 1.0
    of_emergencies = True

    @staticmethod
    @kernel
    def observe(
        call: Record, account: Record, memory: Memory, clock: int, tick: int, figures: Record, kind_attempts: int
    ) -> int:
        """Counts attempts by destination."""
        if not call.sets_up or call.direction != OUTBOUND:
            return PASSED
        if keeps_out(call, clock, PANE, PANES):
            return PASSED
        if call.called_before + PANES <= tick:
            return PASSED  # the only attempt of late, which is remembered as when this person was last called
        if total(account.sightings, memory, kind_attempts, call.destination, tick) == 0:
            tally(account.sightings, memory, kind_attempts, call.destination, call.called_before + PANES, tick)
        until = call.ts // PANE + PANES
        figures.attempts = tally(account.sightings, memory, kind_attempts, call.destination, until, tick)
        return HIT if figures.attempts >= NOTED else PASSED

    @staticmethod
    @kernel
    def level(figures: Record) -> int:
        """2 for a flood."""
        return 2 if figures.attempts >= FLOOD else 1 if figures.attempts >= MANY else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many."""
        limit = FLOOD if seen.level > 1 else MANY
        yield count("attempts_to_one_destination_in_10_minutes", seen.attempts, limit=limit, unit="attempts")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """How many."""
        return f"{seen.attempts} call attempts within 10 minutes went to the same destination."
