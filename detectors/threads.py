"""What an account has written to whom of late: whom it knows, and which template a message was of.

An entry of a person or a message has in its value 1 + the number of a template, 0: none.
"""

from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.sightings import MESSAGE, PERSON, TICK, UNTIL, add, change, counts, find, value_of
from detectors.spans import DAY
from detectors.templates import fingerprint, numbered

DAYS = 30  # UTC days for which somebody who was written to is known
MESSAGE_DAYS = 7  # for which it is known what a message said; later it belongs to the last template


@kernel
def known_until(ts: int) -> Int:
    """The tick until which somebody is known who was written to at `ts`."""
    return (ts // DAY + DAYS) * (DAY // TICK)


@kernel
def remembered_until(ts: int) -> Int:
    """The tick until which it is known what a message of `ts` said."""
    return (ts + MESSAGE_DAYS * DAY) // TICK + 1


@kernel
def referred(template: int, until: int, account: Record, memory: Memory, tick: int) -> Int:
    """By what entries refer to a template, which is kept until the tick `until` at least; 0: by nothing."""
    if template == 0 or until <= tick:
        return 0
    return 1 + numbered(account.bodies, account.sightings, memory, template, until, tick)


@kernel
def template_of(reference: int, account: Record, memory: Memory) -> Int:
    """The template that an entry refers to, 0: none."""
    return fingerprint(account.bodies, memory, reference - 1) if reference != 0 else 0


@kernel
def write_to(person: int, ts: int, reference: int, account: Record, memory: Memory, tick: int) -> None:
    """Notes that somebody is written to, or heard of; without a template they keep that of the last message."""
    seen = account.sightings
    until: Int = known_until(ts)
    entry = find(seen, memory, PERSON, person)
    if entry == 0:
        if until > tick:
            add(seen, memory, PERSON, person, until, reference, tick)
        return
    kept, until = until, max(memory[entry + UNTIL], until)
    if reference == 0 and counts(memory, entry, tick):
        kept, reference = memory[entry + UNTIL], value_of(memory, entry)
    if reference != 0 and until > kept:  # what is referred to is known as long as what refers to it
        reference = referred(template_of(reference, account, memory), until, account, memory, tick)
        entry = find(seen, memory, PERSON, person)
    change(memory, entry, until, reference)


@kernel
def message_until(seen: Record, memory: Memory, message: int, ts: int) -> Int:
    """The tick until which it is known what a message said that is sent at `ts`, maybe not for the first time."""
    entry = find(seen, memory, MESSAGE, message)
    until: Int = remembered_until(ts)
    return until if entry == 0 else max(memory[entry + UNTIL], until)


@kernel
def keep_message(seen: Record, memory: Memory, message: int, until: int, value: int, tick: int) -> None:
    """Notes what a message was; what is sent again under its name later takes its place."""
    entry = find(seen, memory, MESSAGE, message)
    if entry != 0:
        change(memory, entry, max(memory[entry + UNTIL], until), value)
    elif until > tick:
        add(seen, memory, MESSAGE, message, until, value, tick)
