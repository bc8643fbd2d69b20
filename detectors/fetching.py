"""Has the processor fetch what events to come will look at, while those before them are judged."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import fetch, kernel
from detectors.memory import Memory
from detectors.recent import KEPT
from detectors.subjects import home

ROW, LISTS = 8, 4  # events ahead at which an account and what it refers to are fetched
LINE = 16  # cells
PLACE, NAME = 16, 8  # events ahead at which its account's place in the index is fetched, and who stands there


@kernel
def look_ahead(
    events: NDArray[Any], order: NDArray[np.int64], i: int, stop: int, accounts: NDArray[Any], memory: Memory
) -> None:
    """Has fetched what events to come will look at, so that none of them waits for one line after the other."""
    if i + ROW < stop:
        fetch(accounts, events[order[i + ROW]].slot)
    if i + LISTS < stop:
        account = accounts[events[order[i + LISTS]].slot]
        for line in range(account.recent.at, account.recent.at + KEPT, LINE):
            fetch(memory, line)


@kernel
def look_ahead_at_facts(
    events: NDArray[Any],
    order: NDArray[np.int64],
    i: int,
    stop: int,
    facts: NDArray[Any],
    holdings: NDArray[Any],
    segments: NDArray[Any],
) -> None:
    """Has fetched what the platform's records say of the accounts of events to come."""
    if i + ROW < stop:
        fetch(facts, events[order[i + ROW]].slot)
    if i + LISTS < stop:
        fact = facts[events[order[i + LISTS]].slot]
        fetch(holdings, fact.held_at)
        fetch(segments, fact.segments_at)


@kernel
def look_ahead_to_place(events: NDArray[Any], i: int, index: NDArray[np.int32], accounts: NDArray[Any]) -> None:
    """Has fetched where the accounts of events to come stand in the index, and the rows of those that stand there."""
    if i + PLACE < len(events):
        fetch(index, home(events[i + PLACE].account, len(index) - 1))
    if i + NAME < len(events):
        slot = index[home(events[i + NAME].account, len(index) - 1)] - 1
        if slot >= 0:
            fetch(accounts, slot)
