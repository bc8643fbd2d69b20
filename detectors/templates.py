"""The templates that an account has sent of late, each with a small number by which other records refer to it."""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory, double, load, store
from detectors.sightings import TEMPLATE, UNTIL, add, change, counts, find, value_of

BODIES = np.dtype([*BLOCK, ("next", "i4")])
"""Fingerprints by number, 0: a number that is free. `next`: none below it is free."""

CELLS = 2  # of a fingerprint


@kernel
def fingerprint(bodies: Record, memory: Memory, number: int) -> Int:
    """The template that a number stands for."""
    return load(memory, bodies.at + CELLS * number)


@kernel
def numbered(bodies: Record, seen: Record, memory: Memory, template: int, until: int, tick: int) -> Int:
    """The number of a template, which is kept until the tick `until` at least."""
    entry = find(seen, memory, TEMPLATE, template)
    if entry != 0:
        number = value_of(memory, entry)
        if fingerprint(bodies, memory, number) == template:
            change(memory, entry, max(memory[entry + UNTIL], until), number)
            return number
    number = free(bodies, seen, memory, tick)
    store(memory, bodies.at + CELLS * number, template)
    if entry != 0:
        change(memory, entry, until, number)
    else:
        add(seen, memory, TEMPLATE, template, until, number, tick)
    return number


@kernel
def free(bodies: Record, seen: Record, memory: Memory, tick: int) -> Int:
    """A number that stands for nothing that still counts."""
    numbers = bodies.cells // CELLS
    if not advanced(bodies, memory, numbers):
        if 2 * swept(bodies, seen, memory, numbers, tick) >= max(numbers, 1):
            bodies.next = 0
            advanced(bodies, memory, numbers)
        else:
            double(bodies, memory, bodies.cells, CELLS)
            bodies.next = numbers
    return np.int64(bodies.next)


@kernel
def advanced(bodies: Record, memory: Memory, numbers: int) -> bool:
    """Moves on to the next free number; False: there is none."""
    while bodies.next < numbers and fingerprint(bodies, memory, bodies.next) != 0:
        bodies.next += 1
    return bodies.next < numbers


@kernel
def swept(bodies: Record, seen: Record, memory: Memory, numbers: int, tick: int) -> Int:
    """Frees the numbers of templates that no longer count; returns how many are free."""
    found = 0
    for number in range(numbers):
        template = fingerprint(bodies, memory, number)
        entry = find(seen, memory, TEMPLATE, template) if template != 0 else 0
        if entry == 0 or not counts(memory, entry, tick) or value_of(memory, entry) != number:
            store(memory, bodies.at + CELLS * number, 0)
            found += 1
    return found
