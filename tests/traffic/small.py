"""Small streams for hypothesis, which shrink to few accounts, few runs and plain gaps."""

import random
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import NamedTuple

from hypothesis import strategies as st

from tests.traffic.behaviours import GIANT, MANNERS
from tests.traffic.caller import Caller
from tests.traffic.crowd import Crowd, W
from tests.traffic.facts import Record, record
from tests.traffic.life import START, Arrivals, P
from tests.traffic.manners import DAY, HOUR, MINUTE
from tests.traffic.telling import Delivered, Event

# Negative ones are events that arrive late.
GAPS = (1_000, 0, 1, 250, 333, 334, 500, 999, 1_001, 9_999, 10_000, 10_001, 60_000, -1, -500, -9_999, -10_000, -10_001)
PAUSES = (0, 1, 5 * MINUTE, 10 * MINUTE, HOUR - 1, HOUR, DAY - 1, DAY, 30 * DAY, -11 * MINUTE, -DAY)
SMALL_MANNERS = [MANNERS[name] for name in sorted(MANNERS.keys() - GIANT.keys())]


class Stream(NamedTuple):
    """What a property test judges; shown by its times alone where it is long."""

    accounts: list[Record]
    calls: list[Event]

    def __repr__(self) -> str:
        if len(self.calls) <= 12:
            return f"Stream(accounts={self.accounts}, calls={self.calls})"
        shown = [(call["id"], call["event"], call["ts"] - START) for call in self.calls[-12:]]
        return f"Stream(accounts={self.accounts}, {len(self.calls)} calls, the last at START + {shown})"


@st.composite
def streams(draw: st.DrawFn, max_accounts: int = 3, max_runs: int = 3) -> Stream:
    """Account records and calls in the order they arrive; at most 150 legs a run."""
    callers = Crowd(
        open=lambda rng, name: Caller(rng, name, draw(st.sampled_from(("US", "JP", "GB", "CA", None)))),
        act=lambda caller: caller.leg,
        known=record,
    )
    return few(draw, max_accounts, max_runs, callers, SMALL_MANNERS)


def few(draw: st.DrawFn, max_accounts: int, max_runs: int, of: Crowd[W, P], manners: Sequence[P]) -> Stream:
    """A few accounts of a stream, and what they do in a few runs each."""
    records: list[Record] = []
    arrivals = Arrivals()
    for i in range(draw(st.integers(1, max_accounts))):
        details = random.Random(draw(st.integers(0, 2**16)))
        account = of.open(details, f"account-{i}")
        delivered = draw(runs(of.act(account), manners, max_runs))
        if draw(st.booleans()):
            own = (arrival.event for arrival in delivered)
            records.append(of.known(draw(st.randoms(use_true_random=False)), account, own))
        arrivals.add(details, delivered, odds=draw(st.sampled_from((0, 0.05))))
    return Stream(records, arrivals.events)


@st.composite
def runs(
    draw: st.DrawFn, leg: Callable[[int, int, P], list[Delivered]], manners: Sequence[P], max_runs: int
) -> list[Delivered]:
    """What one account does, in a few of these manners."""
    made: list[Delivered] = []
    ts = clock = START
    for _ in range(draw(st.integers(1, max_runs))):
        manner = draw(st.sampled_from(manners))
        gaps = cycle(draw(st.lists(st.sampled_from(GAPS), min_size=1, max_size=6)))
        for _ in range(draw(st.integers(1, 150))):
            made += leg(ts, clock - ts, manner)
            ts += next(gaps)
            clock = max(clock, ts)
        ts += draw(st.sampled_from(PAUSES))
        clock = max(clock, ts)
    return sorted(made)
