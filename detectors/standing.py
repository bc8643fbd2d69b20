"""What the platform's records say of an account at the time of an event: whose number it shows, which limits hold."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Record, kernel

USES = ("conversational", "contact-center", "notifications", "otp", "marketing", "emergency")
MARKETING = 1 + USES.index("marketing")

# owned: whether the account may show a number, name or domain; unknown without a record of it
UNKNOWN_HOLDER, HELD, NOT_HELD = 0, 1, 2

FACTS = np.dtype(
    [
        ("known", "u1"),
        ("use", "u1"),  # 1 + its place in USES, 0: not said
        ("country", "i4"),
        ("held_at", "i4"),
        ("held", "i4"),
        ("segments_at", "i4"),
        ("segments", "i4"),
        ("barred_from", "i8"),
        ("totalled", "u1"),
    ]
)
"""One row an account: what it is, where its numbers and the segments of its limits stand, and how many they are.

`barred_from`: after this it should have no traffic. `totalled`: whether what it moves and is charged is added up."""

HOLDING = np.dtype([("number", "i8"), ("start", "i8"), ("until", "i8")])
"""A number that may be shown as caller id for start ≤ t < until. Of one account, sorted by number."""

SEGMENT = np.dtype([("start", "i8"), ("limits", "i4"), ("ordinary", "i4"), ("declared", "i4")])
"""From `start` on, to the account's next segment: the rows of its limits and of its ordinary ones, and which
declarations are in force (0: none). Every account has a segment from the beginning of time on."""

Holdings = NDArray[np.void]
Segments = NDArray[np.void]


@kernel
def holds(fact: Record, holdings: Holdings, number: int, ts: int) -> bool:
    """Whether the account may show `number` at `ts`."""
    low, high = fact.held_at, fact.held_at + fact.held
    while low < high:
        middle = (low + high) // 2
        if holdings[middle].number < number:
            low = middle + 1
        else:
            high = middle
    while low < fact.held_at + fact.held and holdings[low].number == number:
        if holdings[low].start <= ts < holdings[low].until:
            return True
        low += 1
    return False


@kernel
def holder(fact: Record, holdings: Holdings, shown: int, ts: int, anonymous: int) -> int:
    """Whether the account may show a number, name or domain at `ts`; `anonymous`: it is none."""
    if not fact.known:
        return UNKNOWN_HOLDER
    return HELD if anonymous or holds(fact, holdings, shown, ts) else NOT_HELD


@kernel
def segment_at(fact: Record, segments: Segments, ts: int) -> int:
    """The index of the segment that holds at `ts`."""
    at = fact.segments_at + fact.segments - 1
    while at > fact.segments_at and segments[at].start > ts:
        at -= 1
    return at
