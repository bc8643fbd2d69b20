"""What is found out about a record of `calls` before detectors see it: its leg, whose number it is, who is called."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.calls import (
    ANONYMOUS,
    END,
    HELD,
    NO_LINE,
    NOT_HELD,
    OUTBOUND,
    SHORT_CODE,
    SIP_URI,
    UNKNOWN_HOLDER,
)
from detectors.emergency import listed
from detectors.kernel import Int, Record, fetch, kernel
from detectors.legs import join
from detectors.memory import Memory
from detectors.people import meet
from detectors.recent import KEPT
from detectors.sightings import LEG, PERSON, bucket_of
from detectors.standing import Holdings, holds

Rows = NDArray[Any]

ROW, LISTS, ENTRIES = 8, 4, 2  # events ahead at which an account, what it refers to, and what that does are fetched
LINE = 16  # cells

ACCOUNT = [("horizon", "i8")]
"""What an account's row has for this: legs and moments at or before `horizon` are forgotten. It never goes back."""


@kernel
def holder(call: Record, fact: Record, holdings: Holdings) -> int:
    """Whether the account may show the caller number of a leg, when it is set up."""
    if not fact.known:
        return UNKNOWN_HOLDER
    withheld = call.caller_is == ANONYMOUS or call.caller_is == SIP_URI
    return HELD if withheld or holds(fact, holdings, call.caller, call.since) else NOT_HELD


@kernel
def arrive(
    call: Record,
    account: Record,
    memory: Memory,
    fact: Record,
    holdings: Holdings,
    emergency: NDArray[np.int32],
    clock: int,
    limits: Record,
) -> bool:
    """Sets what detectors have to know of a call. False: it changes nothing, as its leg is known already."""
    call.emergency = call.callee_is == SHORT_CODE and listed(emergency, fact.country, call.callee)
    if call.hosted != 0 and not call.emergency:
        call.destination = call.hosted  # extension 1000 of one company is not that of another
    call.sets_up, call.line, call.known, call.opted_out, call.owned = 0, NO_LINE, 0, 0, UNKNOWN_HOLDER
    call.complained = 0
    max_call: Int = np.int64(np.ceil(limits.max_call))
    if call.event <= END and not join(call, account.sightings, memory, clock, max_call):
        return False
    account.horizon = max(account.horizon, clock - max_call)
    if call.event <= END and call.direction == OUTBOUND:
        call.owned = holder(call, fact, holdings)
    meet(call, account.sightings, memory, clock)
    return True


@kernel
def look_ahead(events: Rows, order: NDArray[np.int64], i: int, stop: int, accounts: Rows, memory: Memory) -> None:
    """Has fetched what events to come will look at, so that none of them waits for one line after the other."""
    if i + ROW < stop:
        fetch(accounts, events[order[i + ROW]].slot)
    if i + LISTS < stop:
        call = events[order[i + LISTS]]
        account = accounts[call.slot]
        for line in range(account.recent.at, account.recent.at + KEPT, LINE):
            fetch(memory, line)
        if call.event <= END:
            fetch(memory, bucket_of(account.sightings, LEG, call.call))
            fetch(memory, bucket_of(account.sightings, PERSON, call.destination))
    if i + ENTRIES < stop:
        call = events[order[i + ENTRIES]]
        seen = accounts[call.slot].sightings
        if call.event <= END and seen.buckets:
            leg, person = memory[bucket_of(seen, LEG, call.call)], memory[bucket_of(seen, PERSON, call.destination)]
            for line in range(0, 2 * LINE, LINE):
                fetch(memory, leg + line)
                fetch(memory, person + line)
