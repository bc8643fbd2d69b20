"""State of some subjects out of a shard, and into another: their rows, and the blocks that those own in the arena.

A packed row has no handles into an arena, so equal histories give equal bytes wherever they were lived. A block may be
a directory of further blocks, as those of notes, of sightings and of moments are.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors import moments, notes, packing, sightings
from detectors.memory import Memory
from detectors.packing import OWNER

Rows = NDArray[Any]
Cells = NDArray[np.int32]
Places = NDArray[np.int64]

CELL = 4  # bytes
LARGER = 4  # blocks are rounded up to a power of two, the smallest ones to four times what they hold


class Directory(NamedTuple):
    """How a block lists further blocks: cells an entry, where in it the handle and the size are, cells a unit of it.

    `least` is the size in cells of the smallest block that is listed.
    """

    stride: int
    handle: int
    size: int
    unit: int
    least: int = 0


# by the field of the owner that says how many entries there are
DIRECTORIES = {
    "notes": Directory(notes.NOTE, notes.RING, notes.RING_CELLS, 1),
    "buckets": Directory(sightings.BUCKET, 0, sightings.ENTRIES, sightings.ENTRY, sightings.FEW * sightings.ENTRY),
    "pieces": Directory(moments.PIECE, moments.AT, moments.CELLS, 1),
}


class Packed(NamedTuple):
    """Rows without handles, and the cells of their blocks: field by field of the rows, each with those it lists."""

    rows: bytes
    cells: bytes


def owners(dtype: np.dtype[Any]) -> Iterator[tuple[str, ...]]:
    """The fields of a row that own a block, as paths.

    >>> from detectors.memory import BLOCK
    >>> list(owners(np.dtype([("clock", "i8"), ("day", BLOCK), ("cps", [("attempts", BLOCK)])])))
    [('day',), ('cps', 'attempts')]
    """
    for name, (field, *_) in (dtype.fields or {}).items():
        if field.names and {"at", "cells"} <= set(field.names):
            yield (name,)
        elif field.names:
            yield from ((name, *path) for path in owners(field))


def at(rows: Rows, path: tuple[str, ...]) -> Rows:
    """A nested field of rows, as a view."""
    for name in path:
        rows = rows[name]
    return rows


def stretches(starts: NDArray[Any], lengths: NDArray[Any]) -> Places:
    """The integers of start … start + length − 1 for each pair, one after the other.

    >>> stretches(np.array([5, 20]), np.array([2, 3])).tolist()
    [5, 6, 20, 21, 22]
    """
    lengths = lengths.astype(np.int64)
    behind = np.cumsum(lengths)
    total = int(behind[-1]) if len(behind) else 0
    return np.repeat(starts - (behind - lengths), lengths) + np.arange(total)


def listed(block: Rows, listing: tuple[str, Directory] | None, cells: Cells, starts: Places) -> tuple[Places, Places]:
    """Where, among the cells of blocks that begin at `starts`, the handles of listed blocks stand, and their sizes."""
    if listing is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    field, directory = listing
    one_apart = stretches(np.zeros(len(block), np.int64), block[field])
    entries = np.repeat(starts, block[field]) + directory.stride * one_apart
    return entries + directory.handle, cells[entries + directory.size].astype(np.int64) * directory.unit


def listing_of(dtype: np.dtype[Any]) -> tuple[str, Directory] | None:
    """The field that says how many blocks an owner's block lists, and how; None: it lists none."""
    return next(((field, DIRECTORIES[field]) for field in dtype.names or () if field in DIRECTORIES), None)


@cache
def placed(dtype: np.dtype[Any]) -> Places:
    """The owners of a row as `detectors.packing` takes them."""
    numbers = []
    for path in owners(dtype):
        block, begin = dtype, 0
        for name in path:
            begin += block.fields[name][1] if block.fields else 0
            block = block[name]
        within = {name: (begin + offset) // CELL for name, (_, offset, *_) in (block.fields or {}).items()}
        listing = listing_of(block)
        listed = (within[listing[0]], *listing[1]) if listing else (0,) * (OWNER - 2)
        numbers.append([within["at"], within["cells"], *listed])
    return np.array(numbers, np.int64).reshape(-1, OWNER)


def pack(rows: Rows, memory: Memory, kernels: Any = packing) -> Packed:  # noqa: ANN401 - a module
    """Packs rows, whose handles become 0; the arena stays. `kernels`: those of `detectors.packing`, compiled ahead."""
    own, words = placed(rows.dtype), rows.view(np.int32).reshape(len(rows), rows.dtype.itemsize // CELL)
    cells = np.empty(int(kernels.measured(words, memory, own)), np.int32)
    kernels.taken_out(words, memory, own, cells)
    return Packed(rows.tobytes(), cells.tobytes())


def room(packed: Packed) -> int:
    """How many cells of an arena packed rows need at the most."""
    return LARGER * (len(packed.cells) // CELL)


def unpack(packed: Packed, dtype: np.dtype[Any], memory: Memory, kernels: Any = packing) -> Rows:  # noqa: ANN401 - a module
    """Rows of `dtype` with blocks of their own in the arena, which has `room` for them."""
    rows, cells = np.frombuffer(packed.rows, dtype).copy(), np.frombuffer(packed.cells, np.int32)
    used = 0
    for path in owners(dtype):
        block = at(rows, path)
        block["at"], used = kernels.take_all(memory, block["cells"].astype(np.int64), 0, cells, used)
        listing = listing_of(block.dtype)
        handles, sizes = listed(block, listing, memory, block["at"].astype(np.int64))
        memory[handles], used = kernels.take_all(memory, sizes, listing[1].least if listing else 0, cells, used)
    return rows
