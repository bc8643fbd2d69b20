"""What a shard is given of a batch, and what comes of it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.facts import FirstUse
from streams.internal import Internal
from streams.raw import DeadLetter, RawBatch
from streams.reader import Columns
from streams.records import Alert


class Batch(NamedTuple):
    """A batch that has been read and whose accounts have rows, but which has changed nothing yet."""

    raw: RawBatch
    columns: Columns
    text: NDArray[np.uint8]
    dead: list[DeadLetter]
    unknown_accounts: list[str]
    newcomers: list[tuple[int, int]]  # slot, offset of its first event
    places: NDArray[np.intp]  # by row, which of the records it is of


class Fed(NamedTuple):
    """What came of a batch, in the order of its events. `at` has the offset that each thing said came of."""

    said: list[Alert | Internal]
    at: list[int]
    dead: list[DeadLetter]
    first_uses: list[FirstUse]
    events: int
    next_offset: int
    latest: int  # the greatest ts, 0: none
    late: int  # events that came too late for a window, or a sum, that they would have counted in
    left: dict[str, int]  # accounts that were let go of, as nothing came of them for so long, and their newest time

    @property
    def alerts(self) -> list[Alert]:
        """The findings."""
        return [one for one in self.said if isinstance(one, Alert)]

    @property
    def told(self) -> list[Internal]:
        """What is for the stages that look over streams and accounts."""
        return [one for one in self.said if not isinstance(one, Alert)]
