"""How often an account was seen with a key of late: one entry of its sightings for each pane in which it was."""

from typing import NamedTuple

from detectors.kernel import Int, Record, kernel, written
from detectors.memory import Memory, load
from detectors.sightings import (
    BUCKET,
    ENTRIES,
    ENTRY,
    KINDS,
    MOST_KINDS,
    MOST_VALUE,
    UNTIL,
    WHAT,
    add,
    bucket_of,
    change,
    value_of,
)


@kernel
def tally(seen: Record, memory: Memory, kind: int, key: int, until: int, tick: int) -> Int:
    """Counts one more of a key in the pane that counts until then; returns how many there are in all that count."""
    return tally_many(seen, memory, kind, key, until, 1, tick)


@kernel
def tally_many(seen: Record, memory: Memory, kind: int, key: int, until: int, number: int, tick: int) -> Int:
    """The same, `number` more."""
    total, found = 0, 0
    if seen.buckets:
        bucket = bucket_of(seen, kind, key)
        at = memory[bucket]
        for entry in range(at, at + memory[bucket + ENTRIES] * ENTRY, ENTRY):
            if memory[entry + WHAT] & (MOST_KINDS - 1) == kind and load(memory, entry) == key:
                if memory[entry + UNTIL] == until:
                    found = entry
                if memory[entry + UNTIL] > tick:
                    total += value_of(memory, entry)
    if found:
        change(memory, found, until, min(value_of(memory, found) + number, MOST_VALUE))
    else:
        add(seen, memory, kind, key, until, number, tick)
    return total + number


@kernel
def total(seen: Record, memory: Memory, kind: int, key: int, tick: int) -> Int:
    """How many tallied of a key still count."""
    found = 0
    if seen.buckets:
        bucket = bucket_of(seen, kind, key)
        at = memory[bucket]
        for entry in range(at, at + memory[bucket + ENTRIES] * ENTRY, ENTRY):
            if memory[entry + WHAT] & (MOST_KINDS - 1) == kind and load(memory, entry) == key:
                found += value_of(memory, entry) if memory[entry + UNTIL] > tick else 0
    return found


class Tally(NamedTuple):
    """What was tallied of a key in one pane: the tick until which that counts, and how many."""

    key: int
    until: int
    number: int


def tallies(seen: Record, arena: Memory, kind: int, tick: int) -> list[Tally]:
    """All that was tallied of a kind and still counts."""
    found = []
    for bucket in range(int(seen["at"]), int(seen["at"]) + int(seen["buckets"]) * BUCKET, BUCKET):
        at = int(arena[bucket])
        for entry in range(at, at + int(arena[bucket + ENTRIES]) * ENTRY, ENTRY):
            what = int(arena[entry + WHAT])
            if what & (MOST_KINDS - 1) == kind and arena[entry + UNTIL] > tick:
                found.append(Tally(int(written(load)(arena, entry)), int(arena[entry + UNTIL]), what >> KINDS))
    return found
