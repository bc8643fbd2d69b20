"""Legs: attempts joined with their ends, and ends of which no attempt was seen, for as long as calls are remembered.

A call is remembered from its attempt on, until it ends and `max_call` after, however late the end comes; where it never
ends, for a day. Meanwhile a second attempt, one after its end, or a second end changes nothing.
"""

from detectors.calls import (
    ATTEMPT,
    CALLER,
    END,
    FAX,
    FORWARD,
    INBOUND,
    INWARD,
    NO_LINE,
    ONWARD,
    OUTAGE,
    OUTBOUND,
    OUTWARD,
    PSTN,
    SIP_TRUNK,
)
from detectors.instants import REST, moment, note
from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.sightings import LEG, TICK, UP, drop, find, value_of
from detectors.spans import DAY

OPEN, ENDED, OPEN_FAX = 0, 1, 2  # what is remembered of a leg
LONGEST = DAY  # ms for which a leg that does not end is remembered; an end that comes later begins one


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
    """Sets what it is to its leg: `sets_up`, `since`, `lapses`, `line`, `new_fax`. False: it changes nothing."""
    tick = clock // TICK
    entry = find(seen, memory, LEG, call.call)
    call.new_fax = call.media == FAX
    if entry != 0 and moment(memory, entry) > clock:
        known = value_of(memory, entry) >> REST
        if known == ENDED:
            return False
        call.since = moment(memory, entry) - LONGEST
        if call.event == END:
            call.new_fax = call.media == FAX and known == OPEN
            finish(call, seen, memory, entry, tick, clock + max_call)
            return True
        if abs(call.ts - call.since) < max_call:
            return False
    call.sets_up, call.line = 1, line_of(call)
    if call.event == ATTEMPT:
        call.since, call.lapses = call.ts, call.ts + max_call
        note(seen, memory, entry, LEG, call.call, call.ts + LONGEST, OPEN_FAX if call.new_fax else OPEN, tick)
        entry = find(seen, memory, UP, call.call)
        if call.line != NO_LINE:
            note(seen, memory, entry, UP, call.call, call.lapses + LONGEST, call.line, tick)
        elif entry != 0:
            drop(seen, memory, UP, call.call)
    else:
        call.since, call.lapses = min(call.started, call.ts), call.ts
        note(seen, memory, entry, LEG, call.call, clock + max_call, ENDED, tick)
    return True


@kernel
def finish(call: Record, seen: Record, memory: Memory, entry: int, tick: int, until: int) -> None:
    """Ends the leg that an attempt has begun; that it has ended is remembered until then."""
    note(seen, memory, entry, LEG, call.call, until, ENDED, tick)
    up = find(seen, memory, UP, call.call)
    if up != 0:
        call.line = value_of(memory, up) >> REST
        call.lapses = moment(memory, up) - LONGEST
        drop(seen, memory, UP, call.call)


@kernel
def given_up(call: Record) -> bool:
    """Whether the caller released it unanswered; where servers failed, nobody did, whoever is said to have."""
    return bool(call.talk_ms == 0 and call.hangup == CALLER and call.sip // 100 != OUTAGE)
