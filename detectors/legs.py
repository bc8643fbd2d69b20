"""Legs: attempts joined with their ends, and ends of which no attempt was seen, for as long as calls are remembered.

A call is remembered from its attempt on, until it ends and `max_call` after, however late the end comes; where it never
ends, for a day. Meanwhile a second attempt, one after its end, or a second end changes nothing.
"""

import numpy as np

from detectors.calls import (
    ATTEMPT,
    END,
    FORWARD,
    INBOUND,
    INWARD,
    NO_LINE,
    ONWARD,
    OUTBOUND,
    OUTWARD,
    PSTN,
    SIP_TRUNK,
)
from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.sightings import LEG, TICK, UNTIL, UP, add, change, drop, find, value_of
from detectors.spans import DAY

LONGEST = DAY  # ms for which a leg that does not end is remembered; an end that comes later begins one
REST = 14  # bits of a value for the milliseconds within a tick; above them whether it has ended, or its line


@kernel
def moment(memory: Memory, entry: int) -> Int:
    """The time until which an entry counts, in ms."""
    return (np.int64(memory[entry + UNTIL]) - 1) * TICK + (value_of(memory, entry) & ((1 << REST) - 1))


@kernel
def note(seen: Record, memory: Memory, entry: int, kind: int, key: int, until: int, about: int, tick: int) -> None:
    """Writes an entry that counts until a time in ms; `entry` is the one there is, 0: none."""
    value: Int = until % TICK | np.int64(about) << REST
    if entry != 0:
        change(memory, entry, until // TICK + 1, value)
    elif until // TICK + 1 > tick:
        add(seen, memory, kind, key, until // TICK + 1, value, tick)


@kernel
def line_of(call: Record) -> Int:
    """As which a leg counts among those that are up at once.

    Source: KDDI Web Communications, Vonage usage rules 1-3 to 1-5 and note 2: domestic numbers, calls over the public
    network, SIP trunks' calls to the customer aside.
    """
    if call.emergency:
        return NO_LINE
    if call.direction == FORWARD:
        return ONWARD if call.japanese else NO_LINE
    if call.network != PSTN:
        return NO_LINE
    if call.direction == INBOUND:
        return NO_LINE if call.access == SIP_TRUNK else INWARD
    return OUTWARD if call.japanese and call.direction == OUTBOUND else NO_LINE


@kernel
def join(call: Record, seen: Record, memory: Memory, clock: int, max_call: int) -> bool:
    """Sets what an attempt or end is to its leg: `sets_up`, `since`, `lapses`, `line`. False: it changes nothing."""
    tick = clock // TICK
    entry = find(seen, memory, LEG, call.call)
    if entry != 0 and moment(memory, entry) > clock:
        if value_of(memory, entry) >> REST:
            return False
        call.since = moment(memory, entry) - LONGEST
        if call.event == END:
            finish(call, seen, memory, entry, tick, clock + max_call)
            return True
        if clock - call.since < max_call:
            return False
    call.sets_up, call.line = 1, line_of(call)
    if call.event == ATTEMPT:
        call.since, call.lapses = call.ts, call.ts + max_call
        note(seen, memory, entry, LEG, call.call, call.ts + LONGEST, 0, tick)
        entry = find(seen, memory, UP, call.call)
        if call.line != NO_LINE:
            note(seen, memory, entry, UP, call.call, call.lapses + LONGEST, call.line, tick)
        elif entry != 0:
            drop(seen, memory, UP, call.call)
    else:
        call.since, call.lapses = min(call.started, call.ts), call.ts
        note(seen, memory, entry, LEG, call.call, clock + max_call, 1, tick)
    return True


@kernel
def finish(call: Record, seen: Record, memory: Memory, entry: int, tick: int, until: int) -> None:
    """Ends the leg that an attempt has begun; that it has ended is remembered until then."""
    note(seen, memory, entry, LEG, call.call, until, 1, tick)
    up = find(seen, memory, UP, call.call)
    if up != 0:
        call.line = value_of(memory, up) >> REST
        call.lapses = moment(memory, up) - LONGEST
        drop(seen, memory, UP, call.call)
