"""Which API keys an account uses on which UTC days, told once each: a second stage looks for keys of several accounts.

Telling again is harmless, so what is remembered of it need not outlast the day by much.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, Record, kernel
from detectors.memory import Memory
from detectors.sightings import API_KEY, TICK, latest
from detectors.spans import DAY
from detectors.subjects import mixed
from detectors.totals import KEPT

LAST_KEY = np.dtype([("key", "i8"), ("day", "i8")])
"""The key that an account used last, and the day on which: nearly always that of the next event too."""

KEYED = np.dtype([(name, "i8") for name in ("event", "account", "day")])
"""A use to be told: its place in the batch, the account's row, the day since 1970."""


@kernel
def note_key(
    event: Record,
    place: Int,
    slot: Int,
    last: Record,
    sightings: Record,
    memory: Memory,
    clock: Int,
    keyed: NDArray[np.void],
    used: NDArray[np.int64],
) -> None:
    """Notes the key of the event at `place` of its batch, of the account in row `slot`.

    A use that has not been told goes into `keyed`, of which `used[2]` are taken; one event takes up to one.
    """
    day = event.ts // DAY
    if (last.key == event.api_key and last.day == day) or clock - event.ts >= KEPT:
        return
    last.key, last.day = event.api_key, day
    until, tick = (day + 2) * DAY // TICK, clock // TICK
    if until > tick and latest(sightings, memory, API_KEY, mixed(event.api_key, day), until, tick) > 0:
        return
    keyed[used[2]].event, keyed[used[2]].account, keyed[used[2]].day = place, slot, day
    used[2] += 1
