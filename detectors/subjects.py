"""From a key to the row of its subject: accounts by two hashes of their id, campaigns and the like by account and key.

Open addressing with linear probing, at most half full. Rows are never moved, so a slot is a subject's place for as
long as it has one.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, kernel

Index = NDArray[np.int32]  # slot + 1, 0: free; a power of two long
Rows = Any  # a structured array; compiled code and np.recarray reach the fields of a row as attributes

GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio; unsigned, as a signed number may not wrap around


@kernel
def mixed(a: int, b: int) -> Int:
    """One 64-bit key of two, never 0."""
    key = (np.uint64(np.int64(a)) ^ (np.uint64(np.int64(b)) + GOLDEN)) * GOLDEN
    key = (key ^ (key >> np.uint64(29))) * GOLDEN
    return np.int64(key) if key != np.uint64(0) else np.int64(1)


@kernel
def home(key: int, mask: int) -> Int:
    """The place in an index where a key is looked for first."""
    return np.int64((np.uint64(np.int64(key)) * GOLDEN) >> np.uint64(20)) & mask


@kernel
def find(index: Index, rows: Rows, key: int, check: int) -> Int:
    """The slot of the row with this key and check, or −1 − p for the free place p in the index that it would take."""
    mask = len(index) - 1
    place = home(key, mask)
    while index[place] != 0:
        slot = index[place] - 1
        if rows[slot].key == key and rows[slot].check == check:
            return slot
        place = (place + 1) & mask
    return -1 - place


@kernel
def fill(index: Index, keys: NDArray[np.int64], start: int, stop: int) -> None:
    """Puts the rows from `start` to `stop`, whose keys these are, into an index that does not have them; 0: no row."""
    mask = len(index) - 1
    for slot in range(start, stop):
        if keys[slot] == 0:
            continue
        place = home(keys[slot], mask)
        while index[place] != 0:
            place = (place + 1) & mask
        index[place] = slot + 1


@kernel
def take_off(index: Index, keys: NDArray[np.int64], slot: int) -> None:
    """Takes a row out of the index: what would be looked for beyond the gap moves into it."""
    mask = len(index) - 1
    gap = home(keys[slot], mask)
    while index[gap] != slot + 1:
        gap = (gap + 1) & mask
    place = (gap + 1) & mask
    while index[place] != 0:
        if (place - home(keys[index[place] - 1], mask)) & mask >= (place - gap) & mask:
            index[gap] = index[place]
            gap = place
        place = (place + 1) & mask
    index[gap] = 0
