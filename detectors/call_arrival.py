"""What is found out about a record of `calls` before detectors see it: its leg, whose number it is, who is called."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.calls import (
    ANONYMOUS,
    END,
    NO_LINE,
    OUTBOUND,
    SIP_URI,
)
from detectors.emergency import set_emergency
from detectors.fetching import LINE, LISTS
from detectors.fetching import look_ahead as fetch_accounts
from detectors.kernel import Int, Record, fetch, kernel
from detectors.legs import join
from detectors.memory import Memory
from detectors.people import meet
from detectors.sightings import LEG, PERSON, bucket_of
from detectors.standing import UNKNOWN_HOLDER, Holdings, holder

Rows = NDArray[Any]

ENTRIES = 2  # events ahead at which what an account's table refers to is fetched

ACCOUNT = [("horizon", "i8")]
"""What an account's row has for this: legs and moments at or before `horizon` are forgotten. It never goes back."""


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
    set_emergency(call, emergency, fact.country)
    call.sets_up, call.line, call.known, call.opted_out, call.owned = 0, NO_LINE, 0, 0, UNKNOWN_HOLDER
    call.complained, call.new_fax = 0, 0
    max_call: Int = np.int64(np.ceil(limits.max_call))
    if call.event <= END and not join(call, account.sightings, memory, clock, max_call):
        return False
    account.horizon = max(account.horizon, clock - max_call)
    if call.event <= END and call.direction == OUTBOUND:
        withheld = call.caller_is == ANONYMOUS or call.caller_is == SIP_URI
        call.owned = holder(fact, holdings, call.caller, call.since, withheld)
    meet(call, account.sightings, memory, clock)
    return True


@kernel
def look_ahead(events: Rows, order: NDArray[np.int64], i: int, stop: int, accounts: Rows, memory: Memory) -> None:
    """Has fetched what events to come will look at, so that none of them waits for one line after the other."""
    fetch_accounts(events, order, i, stop, accounts, memory)
    if i + LISTS < stop:
        call = events[order[i + LISTS]]
        seen = accounts[call.slot].sightings
        if call.event <= END:
            fetch(memory, bucket_of(seen, LEG, call.call))
            fetch(memory, bucket_of(seen, PERSON, call.destination))
    if i + ENTRIES < stop:
        call = events[order[i + ENTRIES]]
        seen = accounts[call.slot].sightings
        if call.event <= END and seen.buckets:
            leg, person = memory[bucket_of(seen, LEG, call.call)], memory[bucket_of(seen, PERSON, call.destination)]
            for line in range(0, 2 * LINE, LINE):
                fetch(memory, leg + line)
                fetch(memory, person + line)
