"""State of some subjects out of a shard, and into another: their rows, and the blocks that those own in the arena.

A packed row has no handles into an arena, so equal histories give equal bytes wherever they were lived.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import Memory, enlarged, take
from detectors.notes import NOTE, RING, RING_CELLS

Rows = NDArray[Any]
Cells = NDArray[np.int32]
Places = NDArray[np.int64]


class Packed(NamedTuple):
    """Rows without handles, and the cells of their blocks: field by field of the rows, then their notes' rings."""

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


def notes_at(starts: NDArray[Any], lengths: NDArray[Any]) -> Places:
    """The cells at which notes begin, of rows whose notes are `lengths` many from `starts` on."""
    one_apart = stretches(np.zeros(len(lengths), np.int64), lengths)
    return np.repeat(starts.astype(np.int64), lengths) + NOTE * one_apart


def pack(rows: Rows, memory: Memory) -> Packed:
    """Packs rows; neither they nor the arena change."""
    rows = rows.copy()
    notes = rows["notes"]
    held = notes_at(notes["at"], notes["length"])
    rings = memory[stretches(memory[held + RING], memory[held + RING_CELLS])]
    parts: list[Cells] = []
    for path in owners(rows.dtype):
        block = at(rows, path)
        cells = memory[stretches(block["at"], block["cells"])]
        if path == ("notes",):
            cells[notes_at(np.cumsum(notes["cells"]) - notes["cells"], notes["length"]) + RING] = 0
        parts.append(cells)
        block["at"] = 0
    return Packed(rows.tobytes(), np.concatenate([*parts, rings]).tobytes())


def unpack(packed: Packed, dtype: np.dtype[Any], memory: Memory) -> tuple[Rows, Memory]:
    """Rows of `dtype` with blocks of their own in the arena, and the arena, which may have had to grow."""
    rows, cells = np.frombuffer(packed.rows, dtype).copy(), np.frombuffer(packed.cells, np.int32)
    memory = enlarged(memory, 2 * len(cells) + len(rows))  # blocks are rounded up to a power of two
    used = 0
    for path in owners(dtype):
        block = at(rows, path)
        block["at"], used = take_all(memory, block["cells"], cells, used)
    notes = rows["notes"]
    held = notes_at(notes["at"], notes["length"])
    memory[held + RING], _ = take_all(memory, memory[held + RING_CELLS], cells, used)
    return rows, memory


@kernel
def take_all(memory: Memory, lengths: Cells, cells: Cells, used: int) -> tuple[Cells, int]:
    """Blocks for the cells from `used` on, each of its length (0: none): where they are, and how many are used then."""
    places = np.zeros(len(lengths), np.int32)
    for i in range(len(lengths)):
        if lengths[i]:
            places[i] = take(memory, lengths[i])
            for k in range(lengths[i]):
                memory[places[i] + k] = cells[used + k]
            used += lengths[i]
    return places, used
