"""The row about callees that lie next to each other."""

from collections.abc import Iterator
from itertools import pairwise

from tests.oracle.arrival import Arrival
from tests.oracle.facts import Facts
from tests.oracle.numbering import called, is_e164
from tests.oracle.shares import HOUR, MINUTE, is_live
from tests.oracle.verdict import Verdict

KEPT = 20


def longest_run(numbers: list[int]) -> int:
    """The most numbers, of these in order, of which each is 1 or 2 less than the next.

    >>> longest_run([10, 12, 13, 16, 17]), longest_run([7]), longest_run([])
    (3, 1, 0)
    """
    longest = run = min(1, len(numbers))
    for before, after in pairwise(numbers):
        run = run + 1 if after - before <= 2 else 1
        longest = max(longest, run)
    return longest


class SequentialDialing:
    """Of the last twenty callees, ten or more whose numbers follow each other."""

    id = "voice.sequential-dialing"
    window = HOUR

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int]] = {}  # by callee: when last, and the place of that event among all
        self._events = 0

    def judge(self, arrival: Arrival, facts: Facts) -> Iterator[Verdict]:
        """One verdict of the account."""
        leg, ts, to = arrival.outbound_leg, arrival.event["ts"], called(arrival.event["to"])
        if leg is None or facts.is_emergency(to) or not is_e164(to) or facts.may_show(to, leg.start):
            return
        if not is_live(ts, arrival.clock, MINUTE):
            return
        self._events += 1
        seen = ts, self._events
        self._seen[to] = max(seen, self._seen.get(to, seen))
        if len(self._seen) > KEPT:
            del self._seen[min(self._seen, key=lambda callee: self._seen[callee])]
        live = [int(callee) for callee, (last, _) in self._seen.items() if is_live(last, arrival.clock, MINUTE)]
        level = int(longest_run(sorted(live)) >= 10)
        yield Verdict(("account", arrival.event["account"]), level, level)
