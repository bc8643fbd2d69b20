"""Pairs of events within an hour of which one has as its first key what the other has as its second.

A pair counts as long as both its events do: it is kept in the pane of the older one.
"""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory, load, store
from detectors.sightings import ENTRIES, ENTRY, MOST_KINDS, TICK, UNTIL, WHAT, bucket_of, value_of
from detectors.spans import ONE_HOUR
from detectors.tallies import tally
from detectors.windows import WINDOW, drop_oldest, oldest, pane_at, place

PAIRS = np.dtype([("panes", WINDOW)])
"""A pane is its number and a sum of 64 bits."""

STRIDE = 3  # cells of a pane
PANES, TICKS = ONE_HOUR.panes, ONE_HOUR.pane // TICK


@kernel
def meet(
    pairs: Record, seen: Record, memory: Memory, first: int, second: int, kinds: tuple[int, int], pane: int, now: int
) -> Int:
    """Takes an event of a pane, which must count at the pane `now`; returns the number of pairs that count.

    An event whose keys are equal makes a pair with itself. `kinds` are those of sightings for first and second keys.
    """
    while pairs.panes.length > 0 and memory[oldest(pairs.panes, STRIDE)] <= now - PANES:
        drop_oldest(pairs.panes)
    join(pairs, seen, memory, kinds[1], first, pane, now)
    join(pairs, seen, memory, kinds[0], second, pane, now)
    if first == second:
        add(pairs, memory, pane, 1)
    until, tick = (pane + PANES) * TICKS, now * TICKS
    tally(seen, memory, kinds[0], first, until, tick)
    tally(seen, memory, kinds[1], second, until, tick)
    total = np.int64(0)
    for i in range(pairs.panes.length):
        total += load(memory, place(pairs.panes, i, STRIDE) + 1)
    return total


@kernel
def join(pairs: Record, seen: Record, memory: Memory, kind: int, key: int, pane: int, now: int) -> None:
    """Adds the pairs that an event makes with those seen before that have its key on the other side."""
    if seen.buckets == 0:
        return
    bucket = bucket_of(seen, kind, key)
    at = memory[bucket]
    for entry in range(at, at + memory[bucket + ENTRIES] * ENTRY, ENTRY):
        if memory[entry + WHAT] & (MOST_KINDS - 1) == kind and load(memory, entry) == key:
            other = memory[entry + UNTIL] // TICKS - PANES
            if other > now - PANES:
                add(pairs, memory, min(pane, other), value_of(memory, entry))


@kernel
def add(pairs: Record, memory: Memory, pane: int, number: int) -> None:
    """Adds pairs to a pane."""
    at = pane_at(pairs.panes, memory, pane, STRIDE) + 1
    store(memory, at, load(memory, at) + number)
