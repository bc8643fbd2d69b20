"""One pass over the events of `calls`."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.oracle.dialing import AbandonedCalls, EarlyHangups, ShortCalls
from tests.oracle.facts import Facts, Record
from tests.oracle.load import CallsPerSecond
from tests.oracle.spoofing import FailedVerification, InvalidCallerId, UnownedCallerId
from tests.oracle.verdict import Event, Row, Subject

REMEMBERED_IDS = 64


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

    def __init__(self, record: Record | None) -> None:
        self._facts = Facts(record)
        self._clock = 0
        self._ids: deque[str] = deque(maxlen=REMEMBERED_IDS)
        self._subjects: dict[tuple[str, tuple[str, str]], Subject] = {}
        self._rows: list[Row] = [
            UnownedCallerId(),
            InvalidCallerId(),
            FailedVerification(),
            AbandonedCalls(),
            ShortCalls(),
            EarlyHangups(),
            CallsPerSecond(),
        ]

    def feed(self, event: Event) -> Iterator[Finding]:
        """The findings at one event."""
        if event["id"] in self._ids:
            return
        self._ids.append(event["id"])
        self._clock = max(self._clock, event["ts"])
        for row in self._rows:
            for verdict in row.judge(event, self._clock, self._facts):
                subject = self._subjects.setdefault((row.id, verdict.subject), Subject(row.window))
                for level in subject.levels(verdict, self._clock):
                    yield Finding(event["account"], row.id, *verdict.subject, level, event["id"], event["ts"])


def judge(accounts: Iterable[Record], calls: Iterable[Event]) -> list[Finding]:
    """The findings of the contract's seven call detectors, in the order of the events that cross.

    `accounts` are records of the topic `accounts`, the latest of an account winning and known from the start; `calls`
    are valid events of the topic `calls` in the order they arrive. Findings of one event come by detector, then subject
    (the account before the campaign), then level (0 before the others).
    """
    records = {record["account"]: record for record in accounts}
    states: dict[str, Account] = {}
    findings: list[Finding] = []
    for event in calls:
        name = event["account"]
        if name not in states:
            states[name] = Account(records.get(name))
        findings.extend(states[name].feed(event))
    return findings
