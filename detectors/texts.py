"""Which texts an account sends on which UTC days, and whether there is evidence against them, told once each.

A second stage looks for one text from many accounts. Telling again is harmless: two days are remembered.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, Record, kernel

SENT, FROM_UNREGISTERED, AGAINST = 1, 2, 4  # what is told of a text on a day, by a bit each; the last: evidence
NOT_SCORED, ORDINARY, LIKE_SPAM = 0, 1, 2  # what a content model says of one
PLAIN, ESCAPED, ELSEWHERE = (
    0,
    1,
    2,
)  # how one is written: in ASCII as it stands; in ASCII with escapes; in other letters

TEXT = np.dtype([("day", "i4"), ("told", "i2"), ("before", "i2")])
"""The newest day that something was told of a text, since 1970; what was told of that day, and of the one before it."""

GATHERED = np.dtype([(name, "i8") for name in ("event", "account", "day", "told")])
"""What is to be told: the event's place in the batch, the account's row, the day since 1970, the bits."""


@kernel
def gather(
    text: Record, place: Int, slot: Int, day: Int, said: Int, gathered: NDArray[np.void], used: NDArray[np.int64]
) -> None:
    """Notes the bits `said` of a text on a day, by the event at `place` of its batch, of the account in row `slot`.

    What has not been told of it goes into `gathered`, of which `used[3]` are taken; one event takes up to one.
    """
    if day > text.day and said != 0:
        text.before = text.told if day == text.day + 1 else 0
        text.day, text.told = day, 0
    known = text.told if day == text.day else text.before if day == text.day - 1 else 0
    if said & ~known == 0:
        return
    if day == text.day:
        text.told = known | said
    elif day == text.day - 1:
        text.before = known | said
    gathered[used[3]].event, gathered[used[3]].account = place, slot
    gathered[used[3]].day, gathered[used[3]].told = day, said
    used[3] += 1
