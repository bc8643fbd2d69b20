"""What an account was seen to do with whom, and until when that counts: one hash table an account, in the arena.

Linear hashing: buckets are split one at a time as the table fills, so that no event pays for a whole new table. Entries
that no longer count are dropped when their bucket is next added to. A bucket is the smallest block that holds it.
"""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory, double, give_back, load, size_class, store, take

SIGHTINGS = np.dtype([*BLOCK, ("buckets", "i4"), ("mask", "i4"), ("entries", "i4"), ("permanent", "i4")])
"""The directory: where each bucket is and how many entries it has; how many entries are kept for ever."""

TICK = 10_000  # ms; until when an entry counts is kept in ticks

# Kinds of entries; those behind are numbered by the layout
OPTED_OUT, LEG, UP, PERSON, SOURCE, EARLY_COMPLAINT, EARLY_OPT_OUT, API_KEY, FIRST_FREE = 0, 1, 2, 3, 4, 5, 6, 7, 8
MESSAGE, TEMPLATE, CODE_ENTERED, COUNTED_SEND = 1, 2, 5, 6  # of messages, which have no legs
FOREVER = OPTED_OUT  # the kind that is never dropped; its tick says since when
KINDS = 6  # bits of the kind, below the value
MOST_KINDS = 1 << KINDS
MOST_VALUE = (1 << (31 - KINDS)) - 1

ENTRY, UNTIL, WHAT = 4, 2, 3  # cells: a 64-bit key, the tick, kind and value
BUCKET, ENTRIES = 2, 1  # cells of the directory: where the bucket is, its entries
FEW = 4  # entries of the smallest block
FULL = 6  # entries a bucket on average, from which on the next one is split
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio; unsigned, as a signed number may not wrap around
APART = np.uint64(0x632BE59BD9B4E019)  # keeps the kinds apart


@kernel
def hashed(kind: int, key: int) -> Int:
    """A hash of both, all of its bits as good as random."""
    h = (np.uint64(np.int64(key)) + np.uint64(np.int64(kind)) * APART) * SPREAD
    h = (h ^ (h >> np.uint64(32))) * SPREAD
    return np.int64((h >> np.uint64(31)) & np.uint64(0x7FFFFFFF))


@kernel
def bucket_of(seen: Record, kind: int, key: int) -> Int:
    """Where the directory has the bucket of a key."""
    h = hashed(kind, key)
    bucket = h & seen.mask
    if bucket >= seen.buckets:
        bucket = h & (seen.mask >> 1)
    return seen.at + bucket * BUCKET


@kernel
def find(seen: Record, memory: Memory, kind: int, key: int) -> Int:
    """Where the entry of a key is, 0: there is none. It may be one that no longer counts."""
    if seen.buckets == 0:
        return 0
    bucket = bucket_of(seen, kind, key)
    at = memory[bucket]
    for entry in range(at, at + memory[bucket + ENTRIES] * ENTRY, ENTRY):
        if memory[entry + WHAT] & (MOST_KINDS - 1) == kind and load(memory, entry) == key:
            return entry
    return 0


@kernel
def value_of(memory: Memory, entry: int) -> Int:
    """The value of an entry."""
    return np.int64(memory[entry + WHAT]) >> KINDS


@kernel
def change(memory: Memory, entry: int, until: int, value: int) -> None:
    """Gives an entry another time and value."""
    memory[entry + UNTIL] = until
    memory[entry + WHAT] = (memory[entry + WHAT] & (MOST_KINDS - 1)) | value << KINDS


@kernel
def counts(memory: Memory, entry: int, tick: int) -> bool:
    """Whether an entry still counts."""
    return memory[entry + UNTIL] > tick or memory[entry + WHAT] & (MOST_KINDS - 1) == FOREVER


@kernel
def size_of(entries: int) -> Int:
    """The cells of the block that a bucket with so many entries has."""
    if entries == 0:
        return 0
    if entries <= FEW:
        return FEW * ENTRY
    return 2 * FEW * ENTRY if entries <= 2 * FEW else 1 << size_class(entries * ENTRY)


@kernel
def resize(memory: Memory, bucket: int, entries: int) -> None:
    """Gives a bucket room for another number of entries, of which the first are kept."""
    at, old = memory[bucket], memory[bucket + ENTRIES]
    before, after = size_of(old), size_of(entries)
    if after != before:
        memory[bucket] = take(memory, after) if after else 0
        for i in range(min(old, entries) * ENTRY):
            memory[memory[bucket] + i] = memory[at + i]
        if before:
            give_back(memory, at, before)
    memory[bucket + ENTRIES] = entries


@kernel
def clear(seen: Record, memory: Memory, bucket: int, tick: int) -> None:
    """Drops what no longer counts from a bucket."""
    at, entries = memory[bucket], memory[bucket + ENTRIES]
    kept = 0
    for entry in range(at, at + entries * ENTRY, ENTRY):
        if counts(memory, entry, tick):
            to = at + kept * ENTRY
            if entry > to:
                for cell in range(ENTRY):
                    memory[to + cell] = memory[entry + cell]
            kept += 1
    if kept < entries:
        for cell in range(at + kept * ENTRY, at + entries * ENTRY):
            memory[cell] = 0
        seen.entries -= entries - kept
        resize(memory, bucket, kept)


@kernel
def add(seen: Record, memory: Memory, kind: int, key: int, until: int, value: int, tick: int) -> None:
    """Adds an entry, beside others of the key if there are any, at the present `tick`."""
    if seen.buckets == 0:
        seen.at, seen.cells, seen.buckets = take(memory, BUCKET), BUCKET, 1
    if seen.entries >= FULL * seen.buckets:
        split(seen, memory, tick)
    bucket = bucket_of(seen, kind, key)
    entries = memory[bucket + ENTRIES]
    if size_of(entries + 1) != size_of(entries):  # before it grows, what no longer counts makes room
        clear(seen, memory, bucket, tick)
        entries = memory[bucket + ENTRIES]
        resize(memory, bucket, entries + 1)
    memory[bucket + ENTRIES] = entries + 1
    entry = memory[bucket] + entries * ENTRY
    store(memory, entry, key)
    memory[entry + UNTIL] = until
    memory[entry + WHAT] = kind | value << KINDS
    seen.entries += 1
    seen.permanent += kind == FOREVER


@kernel
def split(seen: Record, memory: Memory, tick: int) -> None:
    """Adds one bucket, to which the half moves of the one that it belonged to, unless dropping entries will do."""
    new = seen.buckets
    mask = seen.mask if new <= seen.mask else 2 * seen.mask + 1
    bucket = seen.at + (new & (mask >> 1)) * BUCKET
    clear(seen, memory, bucket, tick)
    if seen.entries < FULL * new:
        return
    if (new + 1) * BUCKET > seen.cells:
        double(seen, memory, seen.buckets * BUCKET, BUCKET)
        bucket = seen.at + (new & (mask >> 1)) * BUCKET
    seen.mask, seen.buckets = mask, new + 1
    other, at, entries = seen.at + new * BUCKET, memory[bucket], memory[bucket + ENTRIES]
    moving = 0
    for entry in range(at, at + entries * ENTRY, ENTRY):
        moving += home(seen, memory, entry) == other
    if moving == 0:
        return
    resize(memory, other, moving)
    to, kept = memory[other], at
    for entry in range(at, at + entries * ENTRY, ENTRY):
        goes = home(seen, memory, entry) == other
        place = to if goes else kept
        for cell in range(ENTRY):
            memory[place + cell] = memory[entry + cell]
        to += ENTRY * goes
        kept += ENTRY * (not goes)
    for cell in range(kept, at + entries * ENTRY):
        memory[cell] = 0
    resize(memory, bucket, entries - moving)


@kernel
def home(seen: Record, memory: Memory, entry: int) -> Int:
    """Where the directory has the bucket that an entry belongs to."""
    return bucket_of(seen, memory[entry + WHAT] & (MOST_KINDS - 1), load(memory, entry))


@kernel
def drop(seen: Record, memory: Memory, kind: int, key: int) -> None:
    """Takes the entry of a key out, if there is one."""
    entry = find(seen, memory, kind, key)
    if entry != 0:
        bucket = bucket_of(seen, kind, key)
        last = memory[bucket] + (memory[bucket + ENTRIES] - 1) * ENTRY
        for cell in range(ENTRY):
            memory[entry + cell] = memory[last + cell]
            memory[last + cell] = 0
        seen.entries -= 1
        resize(memory, bucket, memory[bucket + ENTRIES] - 1)


@kernel
def latest(seen: Record, memory: Memory, kind: int, key: int, until: int, tick: int) -> Int:
    """Notes that a key counts until then, if it did not count longer; returns until when it did, 0: it did not."""
    entry = find(seen, memory, kind, key)
    if entry == 0:
        add(seen, memory, kind, key, until, 0, tick)
        return 0
    before = memory[entry + UNTIL]
    memory[entry + UNTIL] = max(before, until)
    return before if before > tick else 0
