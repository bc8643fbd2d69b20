"""Whom an account has called of late, and who has opted out: only those it called can complain of it or opt out."""

from detectors.calls import COMPLAINT, END, OPT_OUT, OUTBOUND
from detectors.instants import keep_first, moment, note, said_at
from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.sightings import (
    EARLY_COMPLAINT,
    EARLY_OPT_OUT,
    OPTED_OUT,
    PERSON,
    TICK,
    UNTIL,
    add,
    change,
    drop,
    find,
    value_of,
)
from detectors.spans import DAY

DAYS = 30  # UTC days for which somebody who was called is known
TICKS = DAY // TICK
OPTED = (
    14  # bits of a value below the one that says that the person has opted out: the tick of the day of the last call
)


@kernel
def last_call(memory: Memory, entry: int) -> Int:
    """The tick at which somebody was last called."""
    return memory[entry + UNTIL] - DAYS * TICKS + (value_of(memory, entry) & ((1 << OPTED) - 1))


@kernel
def meet(call: Record, seen: Record, memory: Memory, clock: int) -> None:
    """Notes who was called or has opted out.

    Sets `known` of complaints and opt-outs, and of calls `opted_out` and `called_before`.
    """
    tick = clock // TICK
    if call.event == COMPLAINT or call.event == OPT_OUT:
        entry = find(seen, memory, PERSON, call.destination)
        call.known = entry != 0 and memory[entry + UNTIL] > tick and not call.emergency
        if call.known and call.event == OPT_OUT:
            opt_out(call.ts, call.destination, seen, memory, entry, tick)
        elif not call.known and not call.emergency:
            come_early(call, seen, memory, tick)
    elif call.sets_up and call.direction == OUTBOUND:
        called(call, seen, memory, clock, tick)


@kernel
def called(call: Record, seen: Record, memory: Memory, clock: int, tick: int) -> None:
    """Somebody is called."""
    now = call.ts // TICK
    until, entry = (now // TICKS + DAYS) * TICKS, find(seen, memory, PERSON, call.destination)
    known = entry != 0 and memory[entry + UNTIL] > tick
    if known:
        opted = value_of(memory, entry) >> OPTED
        call.called_before = last_call(memory, entry)
    else:
        opted = 1 if seen.permanent and find(seen, memory, OPTED_OUT, call.destination) != 0 else 0
        call.called_before = -1
    if opted:
        first = find(seen, memory, OPTED_OUT, call.destination)
        call.opted_out = said_at(memory, first) < call.since
    if until > tick and now > call.called_before:
        value = now % TICKS | opted << OPTED
        if entry != 0:
            change(memory, entry, until, value)
        else:
            add(seen, memory, PERSON, call.destination, until, value, tick)
    if call.event == END and not call.emergency:
        come_after_all(call, seen, memory, clock)


@kernel
def come_early(call: Record, seen: Record, memory: Memory, tick: int) -> None:
    """Keeps for a day what somebody says of whom no call is known: its record may come when the call is over."""
    kind = EARLY_COMPLAINT if call.event == COMPLAINT else EARLY_OPT_OUT
    entry = find(seen, memory, kind, call.destination)
    if entry == 0 or moment(memory, entry) < call.ts + DAY:
        note(seen, memory, entry, kind, call.destination, call.ts + DAY, 0, tick)


@kernel
def come_after_all(call: Record, seen: Record, memory: Memory, clock: int) -> None:
    """Takes what somebody said during a call, or after it, of which this is the first record."""
    complaint = find(seen, memory, EARLY_COMPLAINT, call.destination)
    if complaint != 0 and moment(memory, complaint) > clock and moment(memory, complaint) - DAY >= call.since:
        call.complained = 1
        drop(seen, memory, EARLY_COMPLAINT, call.destination)
    option = find(seen, memory, EARLY_OPT_OUT, call.destination)
    if option != 0 and moment(memory, option) > clock and moment(memory, option) - DAY >= call.since:
        said = moment(memory, option) - DAY
        drop(seen, memory, EARLY_OPT_OUT, call.destination)
        person = find(seen, memory, PERSON, call.destination)
        opt_out(said, call.destination, seen, memory, person, clock // TICK)


@kernel
def opt_out(said: int, destination: int, seen: Record, memory: Memory, person: int, tick: int) -> None:
    """Somebody wants no more calls, from the first time on that they said so; `person` is their entry, 0: none."""
    if person != 0:
        change(memory, person, memory[person + UNTIL], value_of(memory, person) | 1 << OPTED)
    keep_first(seen, memory, destination, said, tick)
