"""Takes some keys out of what an account has in the arena: entries of four cells that begin with a 64-bit key."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory, load
from detectors.sightings import BUCKET, ENTRIES, ENTRY, FOREVER, MOST_KINDS, WHAT, resize
from detectors.subjects import mixed

Keys = NDArray[np.int64]  # in order


@kernel
def is_one(keys: Keys, key: int) -> bool:
    """Whether a key is one of some."""
    at = np.searchsorted(keys, key)
    return bool(at < len(keys) and keys[at] == key)


@kernel
def left_of(memory: Memory, at: int, entries: int, keys: Keys) -> Int:
    """Closes a list of entries up over those of some keys, in the order that it has; how many are left."""
    kept = 0
    for entry in range(at, at + entries * ENTRY, ENTRY):
        if not is_one(keys, load(memory, entry)):
            for cell in range(ENTRY):
                memory[at + kept * ENTRY + cell] = memory[entry + cell]
            kept += 1
    for cell in range(at + kept * ENTRY, at + entries * ENTRY):
        memory[cell] = 0
    return kept


@kernel
def pluck(seen: Record, memory: Memory, keys: Keys) -> Int:
    """Takes all sightings of some keys out, of whatever kind; how many these were."""
    before: Int = np.int64(seen.entries)
    for bucket in range(seen.at, seen.at + seen.buckets * BUCKET, BUCKET):
        at, entries = memory[bucket], memory[bucket + ENTRIES]
        for entry in range(at, at + entries * ENTRY, ENTRY):
            if memory[entry + WHAT] & (MOST_KINDS - 1) == FOREVER and is_one(keys, load(memory, entry)):
                seen.permanent -= 1
        kept = left_of(memory, at, entries, keys)
        if kept < entries:
            seen.entries -= entries - kept
            resize(memory, bucket, kept)
    return before - seen.entries


@kernel
def pairs(others: Keys, keys: Keys, found: Keys) -> None:
    """The keys of each of others with each of some, into `found`, which has room for them."""
    n = 0
    for other in others:
        for key in keys:
            found[n] = mixed(other, key)
            n += 1
