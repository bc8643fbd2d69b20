"""The rows of the subjects of a shard, which grow as subjects come."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from streams.compiled import packing

FIRST_ROWS = 1024


class Table:
    """The rows of one kind of subject and the index to them."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.rows = np.zeros(FIRST_ROWS, dtype)
        self.index = np.zeros(2 * FIRST_ROWS, np.int32)
        self.used = np.zeros(2, np.int64)  # rows handed out, and the first that was given back: slot + 1, 0: none

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
