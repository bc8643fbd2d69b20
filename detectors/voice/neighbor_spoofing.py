"""Numbers of somebody else that look like those of a neighbour of whoever is called."""

from collections.abc import Iterator

import numpy as np

from detectors.base import Detector, Limits, Seen
from detectors.binomial import SELDOM, is_rarer
from detectors.calls import ALLOCATABLE, OUTBOUND, UNALLOCATABLE
from detectors.evidence import Evidence, share_beside_chance
from detectors.kernel import COUNTED, HIT, PASSED, Int, Record, kernel
from detectors.meetings import PAIRS, meet
from detectors.memory import Memory
from detectors.spans import ONE_HOUR
from detectors.standing import NOT_HELD
from detectors.windows import keeps_out

LEAST = 30  # calls in an hour
SHORTEST, LONGER = 1_000_000, 10_000_000  # numbers of seven digits: from the one, below the other
PANE, PANES = ONE_HOUR.pane, ONE_HOUR.panes  # kernels see numbers, not spans


@kernel
def prefix(digits: Int) -> Int:
    """The first seven digits of a number: +1 with area code and exchange, elsewhere as many."""
    while digits >= LONGER:
        digits //= 10
    return digits


class NeighborSpoofing(Detector):
    """Outbound calls under unowned numbers that begin as the number called does, more often than by chance.

    Within an hour, from 30 calls under numbers that are not the account's on: how many of these show seven digits that
    are the callee's too (+1, area code and exchange in North America). By chance that would be a share of them that the
    prefixes alone say: summed over prefixes, the share of calls from it times the share of calls to it. Fires where so
    many or more would come fewer than once in a million times. An account of one town that calls its town has a chance
    of one, and is left alone. Withheld numbers, SIP URIs and short codes have no prefix and do not count.

    Usual false positives: a company that calls every town under a number which it has there with another carrier. See
    whether it may use them: once they are in its record they do not count.
    Blind spots: neighbours in the next exchange; numbers that the account holds for this. An account that the platform
    has no record of is not judged.
    Source: FCC 20-96, paragraph 26, on neighbour spoofing; ours are the 30 and the million.
    """

    id = "voice.neighbor-spoofing"
    stream, channel, window = "calls", "voice", ONE_HOUR.ms
    counts = {ONE_HOUR: ("strangers", "neighbors")}
    rarely = ("strangers", "neighbors")
    hits = (ONE_HOUR, "neighbors")
    state = PAIRS
    kinds = ("callers", "callees")
    figures = ("pairs",)
    where = f"call.owned == {NOT_HELD} and call.sets_up"

    @staticmethod
    @kernel
    def observe(
        call: Record,
        row: Record,
        account: Record,
        memory: Memory,
        count: Record,
        figures: Record,
        clock: int,
        kind_callers: int,
        kind_callees: int,
    ) -> int:
        """Counts calls under somebody else's number, neighbours, and who could have been neighbours of whom."""
        if call.owned != NOT_HELD or not call.sets_up or call.direction != OUTBOUND:
            return PASSED
        if not (call.caller_is == ALLOCATABLE or call.caller_is == UNALLOCATABLE):
            return PASSED
        if not (call.callee_is == ALLOCATABLE or call.callee_is == UNALLOCATABLE):
            return PASSED
        if min(call.caller, call.callee) < SHORTEST or keeps_out(call, clock, PANE, PANES):
            return PASSED
        pane, now = call.ts // PANE, clock // PANE
        first, second = prefix(call.caller), prefix(call.callee)
        kinds = (kind_callers, kind_callees)
        figures.pairs = meet(row, account.sightings, memory, first, second, kinds, pane, now)
        count.strangers = 1
        if first != second:
            return COUNTED
        count.neighbors = 1
        return HIT

    @staticmethod
    @kernel
    def level(hour: Record, figures: Record) -> int:
        """1 where there are more neighbours than by chance."""
        n: Int = np.int64(hour.strangers)  # whose square has more than 32 bits
        return 1 if n >= LEAST and is_rarer(hour.neighbors, n, figures.pairs / (n * n), SELDOM) else 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The share beside that by chance."""
        k, n = seen.hour.neighbors, seen.hour.strangers
        yield share_beside_chance("calls_from_a_number_like_the_callees_in_1_hour", k, n, chance=seen.pairs / n**2)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """Both figures, and what chance would make of them."""
        k, n = seen.hour.neighbors, seen.hour.strangers
        return (
            f"{k} of {n} calls within an hour under numbers that are not the account's showed the first seven digits "
            f"of the number called; by chance it would be {seen.pairs / n:.1f}."
        )
