"""What detectors have in common that judge an account's sums over all streams, and the limits such sums are held to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

from detectors.base import Detector
from detectors.ledger import Month, Period
from detectors.reached import InForce, Reached
from detectors.totals import SLOT


class Known(NamedTuple):
    """What is known of an account: its bandwidth in bits per second (None: not known), its limits in a period.

    The first limit of a timeline begins at or before the period, the others within it.
    """

    contract_bps: int | None
    timeline: Callable[[str, Period], Sequence[InForce]]

    def at(self, name: str, slot: int) -> InForce:
        """A limit when a slot begins."""
        return self.timeline(name, Period(slot, slot + SLOT))[0]


class OverTotals(Detector, abstract=True):
    """A detector of the second stage: no kernel sees its events, for what it judges is on no one stream.

    It speaks once per level and calendar period. What it says rests on sums that only grow, so levels depend on neither
    the order of streams nor how they are cut.

    `reached(month, slot, known)` says which levels are reached in the `period` of a slot; those that have been once are
    reached for good. `portions_in_a_row`: in how many slots, the last of which is given, it looks at the account's
    portions of pools; 0: it does not, and looks at sums.
    """

    stream, channel, window = "totals", "all", None
    portions_in_a_row: ClassVar[int] = 0
    over_totals = True
    confidence = 1.0

    @staticmethod
    def period(slot: int) -> Period:
        """The calendar period that a slot is judged in."""
        raise NotImplementedError

    @classmethod
    def reached(cls, month: Month, slot: int, known: Known) -> Iterator[Reached]:
        """The levels that are reached."""
        raise NotImplementedError


class OverLimit(OverTotals, abstract=True):
    """A sum over a calendar period that is held to a limit which may change within it: at each slot to that in force.

    So what counts is how far the sum had come by then. `level(total, limit)` is 0, 1 or 2.
    """

    @classmethod
    def sums(cls, month: Month, slot: int) -> tuple[int, Mapping[int, int]]:
        """The sum over the period of a slot, and its parts by slot, maybe with others of the month."""
        raise NotImplementedError

    @classmethod
    def reached(cls, month: Month, slot: int, known: Known) -> Iterator[Reached]:
        """The levels that the sum had reached at some slot under the limit in force, and under the ordinary one."""
        (name,) = cls.limits
        period = cls.period(slot)
        whole, parts = cls.sums(month, slot)
        timeline = known.timeline(name, period)
        stretches = [Stretch(timeline[0], whole, slot)] if len(timeline) == 1 else running(timeline, period, parts)
        said = set[int]()
        for force, total, at in stretches:
            new = set(range(1, cls.level(total, force.effective) + 1)) - said
            yield from (Reached(n, {"total": total}, {name: force.effective}, at) for n in sorted(new))
            # not only where the declared limit holds: whether it was passed at one stroke depends on batches
            covers = force.declared is not None and force.effective > force.ordinary
            if covers and 0 not in said and cls.level(total, force.ordinary) > 0:
                new.add(0)
                yield Reached(0, {"total": total}, {name: force.ordinary}, at, force.declared)
            said |= new


class Stretch(NamedTuple):
    """A stretch of one limit, how far a sum had come by the last slot in it that counts, and when that begins."""

    force: InForce
    total: int
    slot: int


def running(timeline: Sequence[InForce], period: Period, parts: Mapping[int, int]) -> Iterator[Stretch]:
    """The stretches of a period in which something was counted."""
    own = sorted(slot for slot in parts if period.start <= slot < period.end)
    total, at = 0, 0
    for force, end in zip(timeline, [*(later.start for later in timeline[1:]), period.end], strict=True):
        begin = at
        while at < len(own) and own[at] < end:
            total += parts[own[at]]
            at += 1
        if at > begin:
            yield Stretch(force, total, own[at - 1])
