"""Whom an account has written to of late and with which template, and who has opted out of which of its senders."""

import numpy as np

from detectors.instants import REST, said_at
from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.messages import IN, NO_OPTION, RECEIVE, SEND, STATUS
from detectors.sightings import MESSAGE, OPTED_OUT, PERSON, TICK, UNTIL, add, change, counts, find, value_of
from detectors.spans import MINUTE
from detectors.subjects import mixed
from detectors.threads import keep_message, known_until, message_until, referred, template_of, write_to

OWED = 5 * MINUTE  # after an opt-out, for which one message may confirm it
BACK_IN, CONFIRMED = 1, 2  # what is noted of an opt-out


@kernel
def meet(message: Record, account: Record, memory: Memory, clock: int) -> None:
    """Notes what was sent to whom, and who opted out.

    Sets `template` and `known` of all but sends, and `opted_out` of these.
    """
    seen, tick = account.sightings, clock // TICK
    if message.event == SEND:
        send(message, account, memory, tick)
        return
    person = find(seen, memory, PERSON, message.destination)
    message.known = person != 0 and counts(memory, person, tick)
    last = value_of(memory, person) if message.known else 0
    sent = find(seen, memory, MESSAGE, message.message) if message.message != 0 else 0
    if message.event == RECEIVE:
        sent = 0  # its message is the person's own
    if message.event == STATUS:
        last = 0
    if sent != 0 and counts(memory, sent, tick):
        last = value_of(memory, sent)
    message.template = template_of(last, account, memory)
    if message.event == RECEIVE and message.opt != NO_OPTION:
        opt(message, seen, memory, tick)


@kernel
def send(message: Record, account: Record, memory: Memory, tick: int) -> None:
    """Something is sent to somebody."""
    seen = account.sightings
    until: Int = message_until(seen, memory, message.message, message.ts)
    template = referred(message.template, max(known_until(message.ts), until), account, memory, tick)
    write_to(message.destination, message.ts, template, account, memory, tick)
    keep_message(seen, memory, message.message, until, template, tick)
    message.opted_out = wanted_none(message, seen, memory)


@kernel
def opt(message: Record, seen: Record, memory: Memory, tick: int) -> None:
    """Somebody opts out of a sender, or in again; what they said last holds.

    Who has not been written to of late cannot opt out, but in again from what they had opted out of.
    """
    pair = mixed(message.shown, message.destination)
    entry = find(seen, memory, OPTED_OUT, pair)
    said = message.ts % TICK | np.int64(BACK_IN if message.opt == IN else 0) << REST
    if not message.known and (entry == 0 or message.opt != IN):
        return
    if entry == 0:
        add(seen, memory, OPTED_OUT, pair, message.ts // TICK, said, tick)
    elif message.ts >= said_at(memory, entry):
        change(memory, entry, message.ts // TICK, said)


@kernel
def wanted_none(message: Record, seen: Record, memory: Memory) -> bool:
    """Whether a message goes to somebody who had opted out of its sender; the one that confirms that does not."""
    if not seen.permanent:
        return False
    entry = find(seen, memory, OPTED_OUT, mixed(message.shown, message.destination))
    if entry == 0 or message.ts <= said_at(memory, entry):
        return False
    said = value_of(memory, entry) >> REST
    if said & BACK_IN:
        return False
    if message.ts - said_at(memory, entry) > OWED or said & CONFIRMED:
        return True
    change(memory, entry, memory[entry + UNTIL], value_of(memory, entry) | np.int64(CONFIRMED) << REST)
    return False
