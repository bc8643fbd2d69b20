"""Subjects of an account that nothing is remembered of any more: their rows are given back, by the account's own clock.

A row that no event has concerned for `kept` ticks has nothing left that could matter: whoever comes again finds a new
one, and the same is said of it. So when an account's list has twice what was left of it, it is looked through; a row is
then looked at twice, however long the list. What an account has permanently is not in such rows.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.packing import Cells, Places, let_go
from detectors.subjects import Index, Rows, find, take_off

LISTED = np.dtype([("head", "i4"), ("room", "i4")])
"""An account's subjects of a kind: slot + 1 of the newest, 0: none, and how many may come until all are looked at."""

FEW = 16  # subjects that may always come in between
# Of a table: rows that were ever handed out, and slot + 1 of the first that was given back, whose `check` leads on
USED, FREE = 0, 1


@kernel
def enter(
    rows: Rows,
    words: Cells,
    index: Index,
    used: NDArray[np.int64],
    own: Record,
    owner_slot: int,
    key: int,
    memory: Memory,
    owners: Places,
    tick: int,
    kept: int,
) -> Int:
    """The slot of a subject that an event concerns at `tick`; it gets a row at the head of `own` if it has none.

    `words` are the same rows as cells, `owners` what of them owns blocks.
    """
    slot = find(index, rows, key, owner_slot)
    if slot < 0:
        if own.room == 0:
            own.room = max(evict(rows, words, index, used, own, memory, owners, tick - kept), FEW)
            slot = find(index, rows, key, owner_slot)
        place = -1 - slot
        slot = taken(rows, used)
        index[place] = slot + 1
        rows[slot].key, rows[slot].check, rows[slot].next = key, owner_slot, own.head
        own.head = slot + 1
        own.room -= 1
    rows[slot].last = tick
    return slot


@kernel
def taken(rows: Rows, used: NDArray[np.int64]) -> Int:
    """A row of zeros: one that was given back, or else the next."""
    if used[FREE] == 0:
        used[USED] += 1
        return used[USED] - 1
    slot = used[FREE] - 1
    used[FREE] = rows[slot].check
    return slot


@kernel
def hand_back(
    index: Index,
    keys: NDArray[np.int64],
    checks: NDArray[np.int64],
    words: Cells,
    used: NDArray[np.int64],
    slot: int,
    memory: Memory,
    owners: Places,
) -> None:
    """Gives back a row and all that it owns: it is handed out again before others."""
    take_off(index, keys, slot)
    let_go(words, slot, memory, owners)
    words[slot, :] = 0
    checks[slot] = used[FREE]
    used[FREE] = slot + 1


@kernel
def evict(
    rows: Rows,
    words: Cells,
    index: Index,
    used: NDArray[np.int64],
    own: Record,
    memory: Memory,
    owners: Places,
    since: int,
) -> Int:
    """Gives back the rows that no event has concerned since; returns how many are left."""
    link: Int = np.int64(own.head)
    before: Int = np.int64(0)
    left = 0
    while link != 0:
        slot, following = link - 1, np.int64(rows[link - 1].next)
        if rows[slot].last >= since:
            before = link
            left += 1
        else:
            if before == 0:
                own.head = following
            else:
                rows[before - 1].next = following
            hand_back(index, rows.key, rows.check, words, used, slot, memory, owners)
        link = following
    return left
