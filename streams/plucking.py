"""A person goes out of a shard: all sightings, lists and rows that have them, alone or with a sender or a campaign.

What was counted of them stays in sums, which tell nobody who they were.
"""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import numpy as np

from detectors.base import ACCOUNT
from detectors.layout import heads
from detectors.pages import at, owners
from detectors.plucking import Keys
from detectors.recency import RECENCY
from detectors.reporters import REPORTERS
from detectors.sightings import ENTRY
from streams.compiled import packing
from streams.people import Person
from streams.reader import as_kernels_see
from streams.rows import NOBODY, Table, linked

if TYPE_CHECKING:
    from streams.shard import Shard

LISTS = ((RECENCY, "kept"), (REPORTERS, "reporters"))  # blocks of entries that begin with a key, and their counts
SMALL: list[int] = [*range(256)]  # kinds and columns that keys are told apart by, mixed in as senders are


def pluck(shard: "Shard", person: Person, beside: Collection[int]) -> int:
    """Takes a person out of a shard; returns in how many places they were.

    `beside` is what records name them with: senders, campaigns, templates, as columns have it.
    """
    own = np.array(sorted(person.keys.get(shard.stream.name, ())), np.int64)
    if not len(own):
        return 0
    count = sum(_lists(shard, table, own) for table in shard.tables.values())
    accounts = shard.tables[ACCOUNT].rows
    if "sightings" in (accounts.dtype.names or ()):
        subjects, known = _keys_of_subjects(shard), np.array(sorted({*beside, *own.tolist()}), np.int64)
        for slot, name in enumerate(shard.names):
            if name != NOBODY:
                further = np.array([*SMALL, *subjects.get(slot, ()), *_held(shard, slot, name)], np.int64)
                gone = together(accounts["key"][slot : slot + 1], known)  # subjects whose rows were given back
                others = np.concatenate([further, known, gone])
                count += _sightings(shard, slot, np.sort(np.concatenate([own, together(others, own)])))
    return count + _rows(shard, own)


def together(others: Keys, own: Keys) -> Keys:
    """Each of others with each of some."""
    found = np.empty(len(others) * len(own), np.int64)
    packing().pairs(others, own, found)
    return found


def _held(shard: "Shard", slot: int, name: str) -> Iterator[int]:
    """The senders that an account is known to have: who opts out of one is remembered longer than topics last."""
    record = shard.known.record(name)
    if record is not None and shard.tables[ACCOUNT].rows["sightings"]["permanent"][slot]:
        for held in shard.stream.held(record):
            yield shard.reader.key_of(shard.reader.number(held.number))


def _keys_of_subjects(shard: "Shard") -> dict[int, list[int]]:
    found = dict[int, list[int]]()
    for kind in shard.layout.subjects[1:]:
        table = shard.tables[kind]
        rows = table.rows[: int(table.used[0])]
        rows = rows[rows["key"] != 0]
        for slot, key in zip(rows["check"].tolist(), rows["key"].tolist(), strict=True):
            found.setdefault(slot, []).append(key)
    return found


def _sightings(shard: "Shard", slot: int, keys: Keys) -> int:
    seen = shard.tables[ACCOUNT].rows["sightings"][slot : slot + 1]
    shard.limit.cells(shard, 4 * ENTRY * (int(seen["entries"][0]) + 1))  # what is left may move to smaller blocks
    count = int(packing().pluck(as_kernels_see(seen), as_kernels_see(shard.memory), keys))
    if count:
        shard.touch([slot])
    return count


def _lists(shard: "Shard", table: Table, keys: Keys) -> int:
    """Takes keys out of the lists that rows own."""
    rows, count = table.rows[: int(table.used[0])], 0
    for path in owners(rows.dtype):
        field = at(rows, path)
        for dtype, number in LISTS:
            for slot in np.flatnonzero(field[number]) if field.dtype == dtype else ():
                before = int(field[number][slot])
                left = int(packing().left_of(shard.memory, int(field["at"][slot]), before, keys))
                if left < before:
                    field[number][slot] = left
                    shard.touch([int(slot) if table is shard.tables[ACCOUNT] else int(rows["check"][slot])])
                    count += before - left
    return count


def _rows(shard: "Shard", keys: Keys) -> int:
    """Gives back the rows of subjects that are these people."""
    accounts, count = shard.tables[ACCOUNT], 0
    for kind in shard.layout.subjects[1:]:
        table = shard.tables[kind]
        for key in keys:
            rows = table.rows[: int(table.used[0])]
            used = np.flatnonzero(rows["key"])
            wanted = together(accounts.rows["key"][rows["check"][used]], np.array([key], np.int64))
            for slot in map(int, used[rows["key"][used] == wanted]):
                _unlink(shard, kind, int(rows["check"][slot]), slot)
                table.hand_back([slot], shard.memory)
                count += 1
    return count


def _unlink(shard: "Shard", kind: str, owner: int, slot: int) -> None:
    """Takes a row out of the list that its account has of such."""
    head, following = shard.tables[ACCOUNT].rows[heads(kind)]["head"], shard.tables[kind].rows["next"]
    listed, _ = linked([int(head[owner])], following)
    place = listed.index(slot)
    if place:
        following[listed[place - 1]] = following[slot]
    else:
        head[owner] = following[slot]
    shard.touch([owner])
