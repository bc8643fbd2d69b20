"""From the columns of a batch to what is counted of its events, and from files to account-hours."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors import calls, mails, messages
from models.behaviour.counting import BIT, HOUR, SEEN, counted, together
from streams.content import Contents
from streams.event_text import text_of
from streams.files import Read
from streams.installation import Installation
from streams.local_time import NOWHERE, QUARTER, is_too_early_or_late, place_of, places
from streams.merge import runs
from streams.raw import RawBatch
from streams.reader import Columns, Reader
from streams.stream import STREAMS

UNSCORED = Installation(content=Contents())  # what texts are like is not counted
READ = ("calls", "sms", "email")
AT_ONCE = 5_000  # records
SHORT, BRIEF, GIVEN_UP = 6_000, 3_000, 15_000  # ms, as in the contract's rows of detectors
NO_AGENT = 2_000  # ms behind the greeting
REFUSED = 607  # SIP: unwanted
LONGEST = 1 << 31  # ms of a call that count
APART = np.int64(0x5851F42D4C957F2D)  # tells the rows of one mail


class AccountHours(NamedTuple):
    """Account-hours, the names of their accounts, and by topic how many records could not be read, of how many."""

    rows: NDArray[Any]
    names: list[str]
    unread: dict[str, int]
    records: dict[str, int]


class _Names:
    """Numbers for accounts, in the order in which they come."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._of: dict[int, int] = {}

    def of(self, columns: Columns, text: NDArray[np.uint8]) -> NDArray[np.int64]:
        """The number of each row's account."""
        hashes, first, where = np.unique(columns["account"], return_index=True, return_inverse=True)
        found = [self._number(key, columns[i], text) for key, i in zip(hashes.tolist(), first, strict=True)]
        return np.array(found, np.int64)[where]

    def _number(self, key: int, event: Any, text: NDArray[np.uint8]) -> int:  # noqa: ANN401 - a numpy record
        number = self._of.setdefault(key, len(self.names))
        if number == len(self.names):
            self.names.append(text_of(event, "account", text))
        return number


def account_hours(
    files: Mapping[str, Path], installation: Installation = UNSCORED, told: Read | None = None
) -> AccountHours:
    """What accounts did by the hour, of the files of calls, messages and mail among those of a folder.

    `told` is told how many more bytes have been read.
    """
    names, parts, unread, records = _Names(), list[NDArray[Any]](), dict[str, int](), dict[str, int]()
    for topic in READ:
        if topic not in files:
            continue
        reader, seen = Reader(STREAMS[topic], installation), list[NDArray[Any]]()
        unread[topic] = records[topic] = 0
        for run in runs({topic: files[topic]}, AT_ONCE, told):
            read = reader.read(RawBatch(topic, 0, run.numbers, run.values))
            unread[topic] += len(read.dead)
            records[topic] += len(run.values)
            seen.append(seen_of(topic, read.columns, names.of(read.columns, read.text)))
        parts.append(counted(seen))
    return AccountHours(_by_name(together(parts), names.names), sorted(names.names), unread, records)


def _by_name(rows: NDArray[Any], names: list[str]) -> NDArray[Any]:
    """Rows with accounts numbered in the order of the alphabet, whichever came first."""
    number = np.zeros(len(names), np.int64)
    number[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    rows["account"] = number[rows["account"]]
    return np.asarray(rows[np.lexsort((rows["hour"], rows["account"]))])


def seen_of(topic: str, columns: Columns, account: NDArray[np.int64]) -> NDArray[Any]:
    """What is counted of a batch's events; what counts in nothing is left out."""
    seen = np.zeros(len(columns), SEEN)
    seen["account"], seen["hour"], seen["people"] = account, columns["ts"] // HOUR, 1
    seen["id"], seen["other"], seen["own"] = columns["id"], columns["destination"], columns["shown"]
    if topic == "email":
        seen["people"] = columns["recipients"]
        seen["id"] += columns["part"] * APART
    if topic == "calls":
        answered = _answered(columns)
        seen["talk_ms"][answered] = np.minimum(columns["talk_ms"][answered], LONGEST)
    for name, those in OF[topic](columns).items():
        seen["bits"][those] |= BIT[name]
    return np.asarray(seen[seen["bits"] != 0])


def _outbound(of: Columns) -> NDArray[np.bool_]:
    return np.asarray(
        (of["event"] == calls.END) & (of["direction"] == calls.OUTBOUND) & (of["callee_is"] != calls.SHORT_CODE)
    )


def _answered(of: Columns) -> NDArray[np.bool_]:
    return np.asarray(_outbound(of) & (of["talk_ms"] > 0))


def _of_calls(of: Columns) -> dict[str, NDArray[np.bool_]]:
    out, answered = _outbound(of), _answered(of)
    cancelled = out & ~answered & (of["hangup"] == calls.CALLER)
    agent = of["agent_ms"] - np.maximum(of["greeting_ms"], 0)
    to_person = answered & (of["dialer"] == 1) & (of["answered_by"] == calls.HUMAN) & (of["treatment"] == calls.AGENT)
    complained = (of["event"] == calls.COMPLAINT) | (of["event"] == calls.OPT_OUT)
    return {
        "calls": out,
        "answered": answered,
        "short": answered & (of["talk_ms"] <= SHORT) & (of["hangup"] != calls.NETWORK),
        "rung_briefly": cancelled & (of["ring_ms"] <= BRIEF),
        "given_up": cancelled & (of["ring_ms"] < GIVEN_UP),
        "voicemails": answered & (of["voicemail"] == 1),
        "faxes": out & (of["media"] == calls.FAX),
        "recorded": out & (of["treatment"] == calls.MESSAGE),
        "abandoned": to_person & ((of["agent_ms"] < 0) | (agent > NO_AGENT)),
        "unwanted": complained | (out & (of["sip"] == REFUSED)),
        "received": (of["event"] == calls.END) & (of["direction"] == calls.INBOUND),
        "at_night": out & _at_night(of),
    }


def _of_messages(of: Columns) -> dict[str, NDArray[np.bool_]]:
    event, status = of["event"], of["status"]
    sent, replied = event == messages.SEND, event == messages.RECEIVE
    told = (event == messages.STATUS) & (status != messages.NO_STATUS)
    unknown = told & (status == messages.UNKNOWN_RECIPIENT)
    return {
        "messages": sent,
        "statuses": told,
        "undelivered": told & (status != messages.DELIVERED) & ~unknown,
        "unknown": unknown,
        "replies": replied & (of["opt"] != messages.OUT),
        "opted_out": replied & (of["opt"] == messages.OUT),
        "sms_complaints": event == messages.COMPLAINT,
        "verified": event == messages.VERIFIED,
        "unregistered": sent & (of["registered"] == messages.UNREGISTERED),
        "at_night": sent & _at_night(of),
    }


def _of_mails(of: Columns) -> dict[str, NDArray[np.bool_]]:
    event = of["event"]
    return {
        "mails": event == mails.SEND,
        "bounced": (event == mails.BOUNCE) & (of["bounce"] == mails.HARD),
        "mail_complaints": event == mails.COMPLAINT,
        "unsubscribed": event == mails.UNSUBSCRIBE,
    }


OF = {"calls": _of_calls, "sms": _of_messages, "email": _of_mails}


def _at_night(of: Columns) -> NDArray[np.bool_]:
    """Whether it was before 8 or after 21 o'clock, everywhere that the number may be."""
    late = np.zeros(len(of), np.bool_)
    numbers = np.flatnonzero(of["callee_is"] == calls.ALLOCATABLE)
    where = place_of(of["callee"][numbers])
    numbers, where = numbers[where != NOWHERE], where[where != NOWHERE]
    keys, first = np.unique(where << 32 | of["ts"][numbers] // QUARTER, return_inverse=True)
    zones = places().zones
    said = [is_too_early_or_late(zones[key >> 32], (key & 0xFFFFFFFF) * QUARTER) for key in keys.tolist()]
    late[numbers] = np.array(said, np.bool_)[first]
    return late
