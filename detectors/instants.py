"""Sightings that count until a time in milliseconds, and say something more."""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.sightings import OPTED_OUT, TICK, UNTIL, add, change, find, value_of

REST = 14  # bits of a value for the milliseconds within a tick; what it says stands above them


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
def keep_first(seen: Record, memory: Memory, key: int, said: int, tick: int) -> None:
    """Keeps for ever that somebody opted out at `said`, in ms, or earlier if that is known."""
    entry = find(seen, memory, OPTED_OUT, key)
    if entry == 0:
        add(seen, memory, OPTED_OUT, key, said // TICK, said % TICK, tick)
    elif said < said_at(memory, entry):
        change(memory, entry, said // TICK, said % TICK)


@kernel
def said_at(memory: Memory, entry: int) -> Int:
    """When that was said, in ms, which is kept for ever: its tick is that at which it was."""
    return np.int64(memory[entry + UNTIL]) * TICK + (value_of(memory, entry) & ((1 << REST) - 1))
