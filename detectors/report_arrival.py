"""What is found out about a record of `reports` before detectors see it: nothing, so far."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Record, fetch, kernel
from detectors.memory import Memory
from detectors.recent import KEPT
from detectors.standing import Holdings

ROW, LISTS = 8, 4  # events ahead at which an account and what it refers to are fetched
LINE = 16  # cells

ACCOUNT: list[Any] = []
"""What an account's row has for this."""


@kernel
def arrive(
    report: Record,
    account: Record,  # noqa: ARG001 - the same for all streams
    memory: Memory,  # noqa: ARG001 - as above
    fact: Record,  # noqa: ARG001 - as above
    holdings: Holdings,  # noqa: ARG001 - as above
    emergency: NDArray[np.int32],  # noqa: ARG001 - as above
    clock: int,  # noqa: ARG001 - as above
    limits: Record,  # noqa: ARG001 - as above
) -> bool:
    """True: every event counts."""
    report.emergency = 0
    return True


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
