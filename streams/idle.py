"""Which accounts a shard may let go of: nothing that they did can matter any more, so that nobody can tell.

By then nothing of an account counts, nor does anything said of it, but what is kept for good, and who has some of that
stays. An account that comes again is a new one. When a shard looks for such accounts is no part of its state.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detectors.base import ACCOUNT
from detectors.eviction import USED
from detectors.spans import DAY
from detectors.totals import KEPT
from streams.leaving import let_go
from streams.standing import extended

if TYPE_CHECKING:
    from streams.shard import Shard

IDLE = KEPT + 31 * DAY  # the longest that anything of an account counts, and as much as others may be ahead of it
LEADING = 100  # of so many accounts one has come to a time before it is the shard's: a clock that is wrong is alone


class Idle:
    """When a shard looked last, and who did something since.

    It lets accounts go where `least` of them may, and one in `share` of all: the pages that they are on are kept anew.
    """

    def __init__(self, least: int = 1024, share: int = 4) -> None:
        self.least, self.share = least, share
        self._clock = 0  # the shard's time when it looked last
        self._since: int | None = None  # the offset from which on `_seen` has who did something; None: it has not begun
        self._seen = np.zeros(1, np.bool_)

    def let_go(self, shard: "Shard", slots: NDArray[np.int32], latest: int, offsets: tuple[int, int]) -> dict[str, int]:
        """Lets accounts go after events of `slots` up to `latest`, if it is time; returns their newest times.

        `offsets` are those of the first of the events and behind the last.
        """
        if shard.facts.recorded is not None:
            return {}
        accounts = shard.tables[ACCOUNT]
        rows = accounts.rows[: accounts.used[USED]]
        if self._since is None:
            self._clock, self._since = time_of(rows), offsets[0]
        self._seen = extended(self._seen, len(rows))
        self._seen[slots] = True
        # who did something in what a restart may read again stays, or that would find a stranger
        if latest < self._clock + DAY or (shard.again is not None and shard.again < self._since):
            return {}
        clock = time_of(rows)
        if clock < self._clock + DAY:
            return {}
        found = np.flatnonzero((rows["clock"] < clock - IDLE) & (rows["key"] != 0) & ~self._seen[: len(rows)])
        found = found[~has_for_good(rows, found)]
        self._clock, self._since = clock, offsets[1]
        self._seen[:] = False
        return let_go(shard, found.tolist()) if len(found) >= max(self.least, len(shard.slots) / self.share) else {}


def time_of(accounts: NDArray[Any]) -> int:
    """The time that the leading accounts have come to."""
    clocks, behind = accounts["clock"], len(accounts) // LEADING
    return int(np.partition(clocks, len(clocks) - 1 - behind)[len(clocks) - 1 - behind])


def has_for_good(accounts: NDArray[Any], slots: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of some have something that no time ends: who opted out, what is off, and sums that have not been told."""
    totals = accounts["totals"]
    kept = [accounts["sightings"]["permanent"], accounts["off"], totals["bytes"], totals["cost"]]
    found: NDArray[np.bool_] = np.logical_or.reduce([field[slots] != 0 for field in kept])
    return found
