"""What is found out about a record of `email` before detectors see it: whose domain it shows, to whom it went, when."""

import numpy as np
from numpy.typing import NDArray

from detectors.fetching import look_ahead
from detectors.kernel import Record, kernel
from detectors.mails import SEND
from detectors.memory import Memory
from detectors.standing import MARKETING, UNKNOWN_HOLDER, Holdings, holder
from detectors.subscribers import meet
from detectors.templates import BODIES

__all__ = ["ACCOUNT", "arrive", "look_ahead"]

ACCOUNT = [("bodies", BODIES)]
"""What an account's row has for this."""


@kernel
def arrive(
    mail: Record,
    account: Record,
    memory: Memory,
    fact: Record,
    holdings: Holdings,
    emergency: NDArray[np.int32],  # noqa: ARG001 - the same for all streams
    clock: int,
    limits: Record,  # noqa: ARG001 - as above
) -> bool:
    """Sets what detectors have to know of a mail. True: every event counts."""
    mail.emergency, mail.unnamed, mail.known, mail.unsubscribed, mail.owned = 0, 0, 0, 0, UNKNOWN_HOLDER
    mail.marketing = fact.use == MARKETING
    if mail.event == SEND:
        mail.owned = holder(fact, holdings, mail.caller, mail.ts, mail.caller == 0)
    meet(mail, account, memory, clock)
    return True
