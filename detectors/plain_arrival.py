"""What is found out about a record of `usage` or `reports` before detectors see it: nothing, so far."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.fetching import look_ahead
from detectors.kernel import Record, kernel
from detectors.memory import Memory
from detectors.standing import Holdings

__all__ = ["ACCOUNT", "arrive", "look_ahead"]

ACCOUNT: list[Any] = []
"""What an account's row has for this."""


@kernel
def arrive(
    event: Record,
    account: Record,  # noqa: ARG001 - the same for all streams
    memory: Memory,  # noqa: ARG001 - as above
    fact: Record,  # noqa: ARG001 - as above
    holdings: Holdings,  # noqa: ARG001 - as above
    emergency: NDArray[np.int32],  # noqa: ARG001 - as above
    clock: int,  # noqa: ARG001 - as above
    limits: Record,  # noqa: ARG001 - as above
) -> bool:
    """True: every event counts."""
    event.emergency = 0
    return True
