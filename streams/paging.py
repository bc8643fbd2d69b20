"""Pages of a shard: all that is kept of 256 accounts, so that whatever an event of theirs reads or writes lies in one.

A page says which layout of state it is of. One of another layout is refused: detectors have changed since, and what
their windows hold has to be counted again from the topic.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

import msgspec
import numpy as np

from detectors.base import ACCOUNT
from detectors.layout import Layout, heads
from detectors.pages import Packed, pack, room, unpack
from streams.compiled import packing
from streams.errors import Failed
from streams.rows import NOBODY, linked
from streams.shard import ACCOUNTS_A_PAGE, Shard

FORMAT = 1


class Subjects(msgspec.Struct, frozen=True, array_like=True):
    """The rows of one kind of subject, and the place on the page of each one's account, in the order of its links."""

    rows: bytes
    cells: bytes
    owners: list[int]


class Page(msgspec.Struct, frozen=True, array_like=True):
    """The state of accounts in consecutive slots; where one is free, it has no name here."""

    format: int
    layout: str
    names: list[str]
    subjects: dict[str, Subjects]


ENCODER, DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Page)


@cache
def layout_id(layout: Layout) -> str:
    """A hash of how rows are laid out and of the versions of the rules that fill them."""
    digest = blake2b(digest_size=8)
    for subject in layout.subjects:
        digest.update(f"{subject}{layout.row(subject).descr}".encode())
    digest.update(f"{layout.kinds}".encode())
    for detector in layout.detectors:
        digest.update(f"{detector.id}@{detector.version}".encode())
    return digest.hexdigest()


def pages(shard: Shard) -> int:
    """How many pages the shard has."""
    return -(-len(shard.names) // ACCOUNTS_A_PAGE)


def page(shard: Shard, number: int) -> bytes:
    """The `number`-th page, from 0. Equal histories of its accounts give equal bytes."""
    first = number * ACCOUNTS_A_PAGE
    slots = range(first, min(first + ACCOUNTS_A_PAGE, len(shard.names)))
    return page_of(shard, [slot for slot in slots if shard.names[slot] != NOBODY])


def page_of(shard: Shard, slots: Sequence[int]) -> bytes:
    """A page of the accounts in some slots."""
    names = [shard.names[slot] for slot in slots]
    accounts = shard.tables[ACCOUNT].rows.take(np.asarray(slots, np.int64))  # thirteen times as fast as [slots]
    subjects = {}
    for kind in shard.layout.subjects[1:]:
        rows = shard.tables[kind].rows
        links, owners = linked(accounts[heads(kind)]["head"].tolist(), rows["next"])
        accounts[heads(kind)]["head"] = 0
        own = rows.take(np.asarray(links, np.int64))
        own["check"], own["next"] = 0, 0
        subjects[kind] = Subjects(*pack(own, shard.memory, packing()), owners)
    subjects[ACCOUNT] = Subjects(*pack(accounts, shard.memory, packing()), list(range(len(names))))
    return ENCODER.encode(Page(FORMAT, layout_id(shard.layout), names, subjects))


def restore(shard: Shard, data: bytes) -> None:
    """Adds the accounts of a page to a shard that has none of them.

    Raises Failed where it is of another layout, or was made under another key of hashes.
    """
    read = DECODER.decode(data)
    if read.format != FORMAT or read.layout != layout_id(shard.layout):
        raise Failed(
            f"state of {shard.stream.name} is of layout {read.layout}, format {read.format}; this version keeps "
            f"{layout_id(shard.layout)}, format {FORMAT}: go back to the version that wrote it, or begin without it"
        )
    slots = {}
    for kind, subjects in read.subjects.items():
        table = shard.tables[kind]
        packed = Packed(subjects.rows, subjects.cells)
        shard.limit.cells(shard, room(packed))
        rows = unpack(packed, table.rows.dtype, shard.memory, packing())
        shard.limit.rows(shard, table, len(rows))
        slots[kind] = int(table.used[0]), rows
    base, accounts = slots[ACCOUNT]
    if len(accounts) and int(accounts["key"][0]) != shard.reader.account(read.names[0]):
        raise Failed(
            f"state of {shard.stream.name} was made under another RINGFENCE_HASH_KEY: set that one again, or give the "
            "old one up as docs/privacy.md says"
        )
    shard.admit(range(base, base + len(read.names)), read.names)
    for kind, (first, rows) in slots.items():
        if kind != ACCOUNT:
            owners = np.array(read.subjects[kind].owners, np.int64)
            follows = np.zeros(len(rows), np.int64)
            follows[:-1] = np.where(owners[1:] == owners[:-1], np.arange(first + 2, first + 1 + len(rows)), 0)
            rows["check"], rows["next"] = base + owners, follows
            owning, at = np.unique(owners, return_index=True)
            slots[ACCOUNT][1][heads(kind)]["head"][owning] = first + 1 + at
    untold = slots[ACCOUNT][1]["totals"]
    shard.telling.waiting.update((base + np.flatnonzero(untold["bytes"] | untold["cost"])).tolist())
    for kind, (_, rows) in slots.items():
        shard.tables[kind].append(rows)
