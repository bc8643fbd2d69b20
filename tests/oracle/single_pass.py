"""One pass over a stream on which the rows of an account judge what is heard of it, event by event."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from tests.oracle.arrival import Event
from tests.oracle.facts import Facts, Record
from tests.oracle.judge import REMEMBERED_IDS, Finding
from tests.oracle.verdict import Subject, Verdict

Heard = TypeVar("Heard")
Judged_contra = TypeVar("Judged_contra", contravariant=True)
Hearing = Callable[[Event, int], Heard | None]  # from an event and the account's clock; None: it counts nowhere


class StreamRow(Protocol[Judged_contra]):
    """One row of the contract's table, for one account."""

    id: str
    window: int

    def judge(self, heard: Judged_contra, facts: Facts) -> Iterator[Verdict]:
        """Counts the event and yields a verdict of each subject that it makes this row judge."""
        ...


class Account(Generic[Heard]):
    """Everything remembered of one account."""

    def __init__(self, record: Record | None, hear: Hearing[Heard], rows: Iterable[StreamRow[Heard]]) -> None:
        self._facts = Facts(record)
        self._clock = 0
        self._hear = hear
        self._ids: deque[str] = deque(maxlen=REMEMBERED_IDS)
        self._subjects: dict[tuple[str, tuple[str, str]], Subject] = {}
        self._rows = tuple(rows)

    def feed(self, event: Event) -> Iterator[Finding]:
        """The findings at one event."""
        if event["id"] in self._ids:
            return
        self._ids.append(event["id"])
        self._clock = max(self._clock, event["ts"])
        heard = self._hear(event, self._clock)
        if heard is None:
            return
        for row in self._rows:
            for verdict in row.judge(heard, self._facts):
                subject = self._subjects.setdefault((row.id, verdict.subject), Subject(row.window))
                for level in subject.levels(verdict, self._clock):
                    yield Finding(event["account"], row.id, *verdict.subject, level, event["id"], event["ts"])


def judged(
    accounts: Iterable[Record],
    events: Iterable[Event],
    hearing: Callable[[], Hearing[Heard]],
    rows: Sequence[Callable[[], StreamRow[Heard]]],
) -> list[Finding]:
    """The findings, in the order of the events that cross; each account begins with a hearing and rows of its own."""
    records = {record["account"]: record for record in accounts}
    states: dict[str, Account[Heard]] = {}
    findings: list[Finding] = []
    for event in events:
        name = event["account"]
        if name not in states:
            states[name] = Account(records.get(name), hearing(), (row() for row in rows))
        findings.extend(states[name].feed(event))
    return findings
