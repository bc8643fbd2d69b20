"""One pass over the events of `calls`."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.oracle.arrival import Arrival, Event
from tests.oracle.barred import CallsWhileSuspended
from tests.oracle.concurrent import ConcurrentForwards, ConcurrentInbound, ConcurrentOutbound
from tests.oracle.dialing import AbandonedCalls, EarlyHangups, ShortCalls
from tests.oracle.facts import Facts, Record
from tests.oracle.hours import CallingHours
from tests.oracle.legs import Calls
from tests.oracle.load import CallsPerSecond
from tests.oracle.neighbors import NeighborSpoofing
from tests.oracle.nuisance import Flooding, RepeatCalls, Wangiri
from tests.oracle.recordings import JunkFax, JunkVoicemail
from tests.oracle.sequence import SequentialDialing
from tests.oracle.shares import DAY
from tests.oracle.spoofing import (
    CallerIdRotation,
    DoNotOriginate,
    FailedVerification,
    InvalidCallerId,
    UnownedCallerId,
)
from tests.oracle.unwanted import AfterOptOut, Unwanted
from tests.oracle.verdict import Row, Subject

REMEMBERED_IDS = 64
ROWS: tuple[type[Row], ...] = (
    UnownedCallerId,
    FailedVerification,
    NeighborSpoofing,
    CallerIdRotation,
    AbandonedCalls,
    ShortCalls,
    EarlyHangups,
    SequentialDialing,
    CallingHours,
    RepeatCalls,
    JunkVoicemail,
    Wangiri,
    Unwanted,
    AfterOptOut,
    Flooding,
    JunkFax,
    CallsPerSecond,
    ConcurrentOutbound,
    ConcurrentInbound,
    ConcurrentForwards,
    CallsWhileSuspended,
)
KNOWN = frozenset({InvalidCallerId.id, *(row.id for row in ROWS)})
"""The detectors that are judged here."""


class Finding(NamedTuple):
    """What has to be found, and the event at which it is; `ts` is that event's."""

    account: str
    detector: str
    subject_kind: str
    subject_value: str
    level: int
    crossing_event_id: str
    ts: int


class Account:
    """Everything remembered of one account."""

    def __init__(self, record: Record | None, unwanted: DoNotOriginate) -> None:
        self._facts = Facts(record)
        self._clock = 0
        self._horizon = -DAY  # before any that an event can set
        self._calls = Calls()
        self._ids: deque[str] = deque(maxlen=REMEMBERED_IDS)
        self._subjects: dict[tuple[str, tuple[str, str]], Subject] = {}
        self._rows: list[Row] = [InvalidCallerId(unwanted), *(row() for row in ROWS)]

    def feed(self, event: Event) -> Iterator[Finding]:
        """The findings at one event."""
        clock = max(self._clock, event["ts"])
        max_call = self._facts.max_call(event["ts"])
        if event["id"] in self._ids:
            return
        self._ids.append(event["id"])
        if self._calls.ignores(event, clock, max_call):
            return
        self._clock = clock
        self._horizon = max(self._horizon, clock - max_call)
        arrival = Arrival(event, clock, self._horizon, *self._calls.take(event, clock, max_call))
        for row in self._rows:
            for verdict in row.judge(arrival, self._facts):
                subject = self._subjects.setdefault((row.id, verdict.subject), Subject(row.window))
                for level in subject.levels(verdict, self._clock):
                    yield Finding(event["account"], row.id, *verdict.subject, level, event["id"], event["ts"])


def judge(accounts: Iterable[Record], calls: Iterable[Event], unwanted: DoNotOriginate = ()) -> list[Finding]:
    """The findings of the call detectors in the package's docstring, in the order of the events that cross.

    `accounts` are records of the topic `accounts`, the latest of an account winning and known from the start; `calls`
    are valid events of the topic `calls` in the order they arrive: attempts, ends, complaints and opt-outs. Findings of
    one event come by detector, then subject (the account before the campaign), then level (0 before the others).
    `unwanted` is the do-not-originate list: numbers, or what numbers begin with and `*`, and from when until when.
    """
    records = {record["account"]: record for record in accounts}
    states: dict[str, Account] = {}
    findings: list[Finding] = []
    for event in calls:
        name = event["account"]
        if name not in states:
            states[name] = Account(records.get(name), unwanted)
        findings.extend(states[name].feed(event))
    return findings
