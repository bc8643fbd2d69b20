"""The rows of the subjects of a shard, which grow as subjects come."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.eviction import FREE, USED
from detectors.memory import Memory
from detectors.pages import placed
from streams.compiled import packing

FIRST_ROWS = 1024
NOBODY = ""  # the name of who has a slot that is free


class Table:
    """The rows of one kind of subject and the index to them."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.rows = np.zeros(FIRST_ROWS, dtype)
        self.index = np.zeros(2 * FIRST_ROWS, np.int32)
        self.used = np.zeros(2, np.int64)  # rows handed out, and the first that is free among them: slot + 1, 0: none

    def grow(self) -> None:
        """Doubles it."""
        more: NDArray[Any] = np.zeros(2 * len(self.rows), self.rows.dtype)
        more[: len(self.rows)] = self.rows
        self.rows, self.index = more, np.zeros(2 * len(self.index), np.int32)
        packing().fill(self.index, more["key"], 0, int(self.used[0]))

    @property
    def bytes(self) -> int:
        """How large it is, with its index."""
        return self.rows.nbytes + self.index.nbytes

    @property
    def words(self) -> NDArray[np.int32]:
        """The same rows as cells."""
        return self.rows.view(np.int32).reshape(len(self.rows), -1)

    def append(self, rows: NDArray[Any]) -> None:
        """Adds rows whose keys it does not have, and for which there is room."""
        first, self.used[0] = int(self.used[0]), int(self.used[0]) + len(rows)
        self.rows[first : first + len(rows)] = rows
        packing().fill(self.index, self.rows["key"], first, first + len(rows))

    def hand_back(self, slots: Sequence[int], memory: Memory) -> None:
        """Gives back rows and all that they own in the arena: they are handed out again before others."""
        keys, checks, own = self.rows["key"], self.rows["check"], placed(self.rows.dtype)
        packing().hand_back(self.index, keys, checks, self.words, self.used, np.array(slots, np.int64), memory, own)

    def leave_free(self, upto: int) -> None:
        """Begins the next row at a slot, for which there is room; those before it are handed out first."""
        free = np.arange(upto - 1, int(self.used[USED]) - 1, -1)
        if len(free):
            self.rows["check"][free] = [self.used[FREE], *(free[:-1] + 1)]
            self.used[USED], self.used[FREE] = upto, free[-1] + 1


def linked(heads: list[int], following: NDArray[np.int32]) -> tuple[list[int], list[int]]:
    """The slots that accounts' links lead to, one account after the other, and the place of each one's account."""
    slots, owners = [], []
    for place, head in enumerate(heads):
        link = head
        while link:
            slots.append(link - 1)
            owners.append(place)
            link = int(following[link - 1])
    return slots, owners
