"""Has the processor fetch what events to come will look at, while those before them are judged."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import fetch, kernel
from detectors.memory import Memory
from detectors.recent import KEPT

ROW, LISTS = 8, 4  # events ahead at which an account and what it refers to are fetched
LINE = 16  # cells


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
