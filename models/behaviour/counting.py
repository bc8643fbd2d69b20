"""What accounts did hour by hour, in whole numbers: the same in any order of events, and in any batches.

An event counts in what its bits say. `other` and `own` are keyed hashes of who was reached and of what was shown, which
are compared within an hour and then forgotten.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

HOUR = 3_600_000  # ms, of UTC
SUMS = (
    # outbound calls that have ended, those to short codes aside, which emergency numbers are among
    "calls", "answered", "short", "rung_briefly", "given_up", "voicemails", "faxes", "recorded", "abandoned",
    "unwanted",  # complaints and opt-outs of people called, and calls rejected with SIP 607
    "received",  # inbound calls that have ended
    "messages", "statuses", "undelivered", "unknown", "replies", "opted_out", "sms_complaints", "verified",
    "unregistered",
    "mails", "bounced", "mail_complaints", "unsubscribed",  # mails by recipients, bounces that are hard
    "at_night",  # calls and messages to people where it was before 8 or after 21 o'clock
)  # fmt: skip
BIT = {name: np.uint32(1 << place) for place, name in enumerate(SUMS)}
DISTINCT = {  # how many different ones, in what
    "callees": ("calls", "other"), "callers": ("calls", "own"), "texted": ("messages", "other"),
    "senders": ("messages", "own"), "mailed": ("mails", "other"),
}  # fmt: skip
REACHES = BIT["calls"] | BIT["messages"] | BIT["mails"]
SEEN = np.dtype(
    [
        ("account", "i4"),
        ("hour", "i4"),  # since 1970, of UTC
        ("bits", "u4"),
        ("people", "i4"),  # whom it stands for
        ("talk_ms", "i8"),
        ("id", "i8"),  # a hash of the event's id
        ("other", "i8"),  # 0: nobody is named
        ("own", "i8"),
    ]
)
COUNTED = np.dtype(
    [("account", "i4"), ("hour", "i4"), *((name, "i8") for name in (*SUMS, *DISTINCT, "talk_ms", "busiest"))]
)
Rows = NDArray[Any]


def counted(seen: Sequence[Rows]) -> Rows:
    """What each account did in each hour, of all events of one stream. An id counts once in an hour of its account."""
    events = np.concatenate([np.zeros(0, SEEN), *seen])
    place = _place(events)
    order = np.lexsort((events["id"], place))
    again = (np.diff(place[order], prepend=-1) == 0) & (np.diff(events["id"][order], prepend=0) == 0)
    kept = order[~again]
    events, place = events[kept], place[kept]
    places, where = np.unique(place, return_inverse=True)
    rows: Rows = np.zeros(len(places), COUNTED)
    rows["account"], rows["hour"] = places >> 32, places & 0xFFFFFFFF
    for name, bit in BIT.items():
        if len(those := np.flatnonzero(events["bits"] & bit)):
            np.add.at(rows[name], where[those], events["people"][those])
    np.add.at(rows["talk_ms"], where, events["talk_ms"])
    for name, (what, whom) in DISTINCT.items():
        those = np.flatnonzero(events["bits"] & BIT[what])
        unnamed = those[events[whom][those] == 0] if whom == "other" else those[:0]
        np.add.at(rows[name], where[unnamed], events["people"][unnamed])
        pairs, _ = _pairs(where[those], events[whom][those])
        np.add.at(rows[name], pairs, 1)
    reaching = np.flatnonzero((events["bits"] & REACHES != 0) & (events["other"] != 0))
    pairs, times = _pairs(where[reaching], events["other"][reaching])
    np.maximum.at(rows["busiest"], pairs, times)
    return rows


def together(parts: Sequence[Rows]) -> Rows:
    """Rows of several streams, added up by account and hour."""
    rows = np.concatenate([np.zeros(0, COUNTED), *parts])
    places, where = np.unique(_place(rows), return_inverse=True)
    added = np.zeros(len(places), COUNTED)
    added["account"], added["hour"] = places >> 32, places & 0xFFFFFFFF
    for name in (*SUMS, *DISTINCT, "talk_ms"):
        np.add.at(added[name], where, rows[name])
    np.maximum.at(added["busiest"], where, rows["busiest"])
    return added


def done(rows: Rows) -> NDArray[np.int64]:
    """How many calls, messages and mails there were, either way."""
    return np.asarray(sum(rows[name] for name in ("calls", "received", "messages", "replies", "mails")), np.int64)


def _place(rows: Rows) -> NDArray[np.int64]:
    return np.asarray((rows["account"].astype(np.int64) << 32) | rows["hour"], np.int64)


def _pairs(where: NDArray[np.intp], whom: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """The row of each different pair of a row and somebody who is named, and how often there was that pair."""
    named = whom != 0
    where, whom = where[named], whom[named]
    order = np.lexsort((whom, where))
    where, whom = where[order], whom[order]
    first = np.flatnonzero((np.diff(where, prepend=-1) != 0) | (np.diff(whom, prepend=0) != 0))
    return where[first], np.diff(first, append=len(where))
