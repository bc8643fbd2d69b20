"""Sends of codes, each of which counts ten minutes after it: by the prefix that it went to, as verified by then or not.

Pending ones are a ring in the order of their times. What has counted is tallied by prefix and over the account.
"""

import numpy as np

from detectors.calls import ALLOCATABLE, UNALLOCATABLE
from detectors.instants import moment, note
from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory, double, load, store
from detectors.messages import VERIFIED
from detectors.rates import wilson_lower
from detectors.sightings import CODE_ENTERED, COUNTED_SEND, TICK, find
from detectors.spans import MINUTE, ONE_HOUR
from detectors.subjects import mixed
from detectors.tallies import tally, tally_many, total
from detectors.windows import KEPT_OUT, TOO_LATE

PENDING = np.dtype([*BLOCK, ("head", "i4"), ("length", "i4"), ("verifies", "i4")])
"""The ring, its oldest entry at place `head`; whether the account has said that a code was entered since it was
last quiet for `detectors.totals.KEPT`."""

ENTRY = 6  # cells: time, message, prefix; 64 bits each
LATER = 10 * MINUTE  # a send counts
MANY, MOST, HALF = 200, 0.90, 2  # sends to a prefix in an hour; of them never verified; of others one in so many
LINE = 10_000  # a prefix is a number without its last four digits
PANE, PANES, TICKS = ONE_HOUR.pane, ONE_HOUR.panes, ONE_HOUR.pane // TICK
NEVER, IN_TIME = 1, 2  # verified
ALL = 0  # in the place of a prefix


@kernel
def entry_at(pending: Record, i: Int) -> Int:
    """Where the i-th oldest entry stands."""
    room = pending.cells // ENTRY
    turn = np.int64(pending.head) + i
    return pending.at + (turn if turn < room else turn - room) * ENTRY


@kernel
def await_code(message: Record, pending: Record, seen: Record, memory: Memory, clock: int) -> None:
    """Takes a send, in the order of times.

    It makes the tallies in which it will count, as any number may come to count at one event.
    """
    if not (message.callee_is == ALLOCATABLE or message.callee_is == UNALLOCATABLE) or message.callee < LINE:
        return
    until, tick = counts_until(message.ts + LATER), clock // TICK
    if message.late & TOO_LATE != 0 or until <= tick:
        message.late |= KEPT_OUT
        return
    if (pending.length + 1) * ENTRY > pending.cells:
        grow(pending, memory)
    i = np.int64(pending.length)
    pending.length += 1
    while i > 0 and load(memory, entry_at(pending, i - 1)) > message.ts:
        move(memory, entry_at(pending, i - 1), entry_at(pending, i))
        i -= 1
    entry = entry_at(pending, i)
    store(memory, entry, message.ts)
    store(memory, entry + 2, message.message)
    store(memory, entry + 4, message.callee // LINE)
    for kind in (NEVER, IN_TIME):
        tally_many(seen, memory, COUNTED_SEND, mixed(message.callee // LINE, kind), until, 0, tick)


@kernel
def counts_until(time: int) -> Int:
    """The tick until which something of that time counts."""
    return (time // PANE + PANES) * TICKS


@kernel
def move(memory: Memory, start: int, to: int) -> None:
    """Copies one entry."""
    for cell in range(ENTRY):
        memory[to + cell] = memory[start + cell]


@kernel
def grow(pending: Record, memory: Memory) -> None:
    """Gives a full ring a block of twice its size, in which what stood before its head comes behind its end."""
    room = pending.cells // ENTRY
    double(pending, memory, room * ENTRY, 8)
    for i in range(pending.head):
        move(memory, pending.at + i * ENTRY, pending.at + (room + i) * ENTRY)


@kernel
def enter_code(message: Record, seen: Record, memory: Memory, clock: int) -> None:
    """Somebody entered the code of a message; the first to say so counts."""
    entry = find(seen, memory, CODE_ENTERED, message.message)
    if entry == 0 or moment(memory, entry) <= clock:
        note(seen, memory, entry, CODE_ENTERED, message.message, message.ts + LATER, 0, clock // TICK)


@kernel
def count_due(message: Record, pending: Record, seen: Record, memory: Memory, clock: int) -> None:
    """Counts the sends that are due, before anything else is done to the account's state at an event.

    Sets `prefix` to that of the last of them whose prefix is over the limits, 0: none is.
    """
    message.prefix = 0
    if message.event == VERIFIED:
        pending.verifies = 1
    due, suspicious, tick = 0, False, clock // TICK
    while due < pending.length:
        entry = entry_at(pending, due)
        time = load(memory, entry) + LATER
        if time > clock:
            break
        due += 1
        # of all before any is tallied: that may drop codes which no longer count by now, but did when a send was due
        entered = was_entered(message, seen, memory, load(memory, entry + 2), time)
        store(memory, entry + 2, IN_TIME if entered else NEVER)
    for i in range(due):
        entry = entry_at(pending, i)
        until, kind = counts_until(load(memory, entry) + LATER), load(memory, entry + 2)
        if until > tick:
            number = tally(seen, memory, COUNTED_SEND, mixed(load(memory, entry + 4), kind), until, tick)
            tally(seen, memory, COUNTED_SEND, mixed(ALL, kind), until, tick)
            suspicious = suspicious or (kind == NEVER and number > MANY * MOST)
    if suspicious and pending.verifies:
        for i in range(due):
            prefix = load(memory, entry_at(pending, i) + 4)
            if is_pumped(seen, memory, prefix, tick):
                message.prefix = prefix
    if due:
        pending.head = (pending.head + due) % (pending.cells // ENTRY)
        pending.length -= due


@kernel
def was_entered(message: Record, seen: Record, memory: Memory, code: int, time: int) -> bool:
    """Whether the code of a message was entered by the time it is due, maybe by what the event at hand says."""
    entry = find(seen, memory, CODE_ENTERED, code)
    if entry != 0 and time - LATER <= moment(memory, entry) - LATER <= time:
        return True
    return message.event == VERIFIED and message.message == code and time - LATER <= message.ts <= time


@kernel
def counted(seen: Record, memory: Memory, prefix: int, kind: int, tick: int) -> Int:
    """How many sends to a prefix, or to all, have counted within an hour."""
    return total(seen, memory, COUNTED_SEND, mixed(prefix, kind), tick)


@kernel
def is_pumped(seen: Record, memory: Memory, prefix: int, tick: int) -> bool:
    """Whether nearly nobody at a prefix enters a code, while elsewhere most do."""
    never, in_time = counted(seen, memory, prefix, NEVER, tick), counted(seen, memory, prefix, IN_TIME, tick)
    if never + in_time < MANY or wilson_lower(never, never + in_time) <= MOST:
        return False
    others_never = counted(seen, memory, ALL, NEVER, tick) - never
    others = others_never + counted(seen, memory, ALL, IN_TIME, tick) - in_time
    return bool(others == 0 or HALF * others_never < others)
