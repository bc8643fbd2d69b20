"""The rows of the subjects of a shard, which grow as subjects come."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.subjects import enlarged, fill

FIRST_ROWS = 1024


class Table:
    """The rows of one kind of subject and the index to them."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.rows = np.zeros(FIRST_ROWS, dtype)
        self.index = np.zeros(2 * FIRST_ROWS, np.int32)
        self.used = np.zeros(1, np.int64)

    def grow(self) -> None:
        """Doubles it."""
        self.rows, self.index = enlarged(self.rows, self.index, int(self.used[0]))

    def append(self, rows: NDArray[Any]) -> None:
        """Adds rows whose keys it does not have."""
        first, self.used[0] = int(self.used[0]), int(self.used[0]) + len(rows)
        while self.used[0] > len(self.rows):
            self.rows, self.index = enlarged(self.rows, self.index, first)
        self.rows[first : first + len(rows)] = rows
        fill(self.index, self.rows["key"], first, first + len(rows))
