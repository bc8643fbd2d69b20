"""What is found out about a record of `sms` before detectors see it: whose sender it shows, to whom it went, when."""

import numpy as np
from numpy.typing import NDArray

from detectors.calls import ANONYMOUS, SIP_URI
from detectors.correspondents import meet
from detectors.emergency import set_emergency
from detectors.fetching import look_ahead
from detectors.kernel import Record, kernel
from detectors.memory import Memory
from detectors.messages import SEND, VERIFIED
from detectors.pending import PENDING, await_code, count_due, enter_code
from detectors.standing import UNKNOWN_HOLDER, Holdings, holder
from detectors.templates import BODIES
from detectors.totals import KEPT

__all__ = ["ACCOUNT", "arrive", "look_ahead"]

ACCOUNT = [("bodies", BODIES), ("pending", PENDING)]
"""What an account's row has for this."""


@kernel
def arrive(
    message: Record,
    account: Record,
    memory: Memory,
    fact: Record,
    holdings: Holdings,
    emergency: NDArray[np.int32],
    clock: int,
    limits: Record,  # noqa: ARG001 - the same for all streams
) -> bool:
    """Sets what detectors have to know of a message. True: every event counts."""
    if clock - account.clock >= KEPT:
        account.pending.verifies = 0
    count_due(message, account.pending, account.sightings, memory, clock)
    set_emergency(message, emergency, fact.country)
    message.known, message.opted_out, message.owned = 0, 0, UNKNOWN_HOLDER
    if message.event == SEND:
        withheld = message.caller_is == ANONYMOUS or message.caller_is == SIP_URI
        message.owned = holder(fact, holdings, message.caller, message.ts, withheld)
    if message.event == VERIFIED:
        enter_code(message, account.sightings, memory, clock)
    else:
        meet(message, account, memory, clock)
    if message.event == SEND:
        await_code(message, account.pending, account.sightings, memory, clock)
    return True
