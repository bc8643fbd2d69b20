"""One pass over the events of `sms`."""

from collections import deque
from collections.abc import Iterable, Iterator

from tests.oracle.arrival import Event
from tests.oracle.facts import Facts, Record
from tests.oracle.judge import REMEMBERED_IDS, Finding
from tests.oracle.sms.heard import Correspondence, MessageRow
from tests.oracle.sms.parties import Flooding, Loop, UnownedSender
from tests.oracle.sms.people import AfterOptOut, Complaints, OptOuts, UnknownRecipients
from tests.oracle.sms.texts import Bulk, Snowshoe
from tests.oracle.verdict import Subject

ROWS: tuple[type[MessageRow], ...] = (
    UnownedSender,
    AfterOptOut,
    OptOuts,
    Complaints,
    UnknownRecipients,
    Bulk,
    Snowshoe,
    Loop,
    Flooding,
)
KNOWN_MESSAGES = frozenset(row.id for row in ROWS)
"""The detectors that are judged here."""


class Account:
    """Everything remembered of one account."""

    def __init__(self, record: Record | None) -> None:
        self._facts = Facts(record)
        self._clock = 0
        self._correspondence = Correspondence()
        self._ids: deque[str] = deque(maxlen=REMEMBERED_IDS)
        self._subjects: dict[tuple[str, tuple[str, str]], Subject] = {}
        self._rows: list[MessageRow] = [row() for row in ROWS]

    def feed(self, event: Event) -> Iterator[Finding]:
        """The findings at one event."""
        if event["id"] in self._ids:
            return
        self._ids.append(event["id"])
        self._clock = max(self._clock, event["ts"])
        heard = self._correspondence.hear(event, self._clock)
        if heard is None:
            return
        for row in self._rows:
            for verdict in row.judge(heard, self._facts):
                subject = self._subjects.setdefault((row.id, verdict.subject), Subject(row.window))
                for level in subject.levels(verdict, self._clock):
                    yield Finding(event["account"], row.id, *verdict.subject, level, event["id"], event["ts"])


def judge_messages(accounts: Iterable[Record], events: Iterable[Event]) -> list[Finding]:
    """The findings of the message detectors in the package's docstring, in the order of the events that cross.

    `accounts` are records of the topic `accounts`, the latest of an account winning and known from the start; `events`
    are valid events of the topic `sms` in the order they arrive. The value of a subject that is a template is its text
    as the oracle masks it, for which the product has a fingerprint.
    """
    records = {record["account"]: record for record in accounts}
    states: dict[str, Account] = {}
    findings: list[Finding] = []
    for event in events:
        name = event["account"]
        if name not in states:
            states[name] = Account(records.get(name))
        findings.extend(states[name].feed(event))
    return findings
