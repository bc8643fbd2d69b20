"""One pass over the events of `email`."""

from collections.abc import Callable, Iterable
from functools import partial

from tests.oracle.arrival import Event
from tests.oracle.barred import SendsWhileSuspended
from tests.oracle.email.mail import Mail, Readers
from tests.oracle.email.people import AfterUnsubscribe, Bounces, Complaints
from tests.oracle.email.senders import ForgedSender, Malware
from tests.oracle.email.texts import Bulk
from tests.oracle.facts import Record
from tests.oracle.judge import Finding
from tests.oracle.single_pass import StreamRow, judged

ROWS: tuple[type[StreamRow[Mail]], ...] = (
    Complaints,
    Bounces,
    AfterUnsubscribe,
    Bulk,
    ForgedSender,
    SendsWhileSuspended,
)
KNOWN_MAILS = frozenset({*(row.id for row in ROWS), Malware.id})
"""The detectors that are judged here."""


def judge_mails(
    accounts: Iterable[Record], events: Iterable[Event], malware: frozenset[str] = frozenset()
) -> list[Finding]:
    """The findings of the mail detectors in the package's docstring, in the order of the events that cross.

    As `judge_messages` is for messages, of the topic `email`; `malware` are SHA-256 sums in small letters.
    """
    rows: list[Callable[[], StreamRow[Mail]]] = [*ROWS, partial(Malware, malware)]
    return judged(accounts, events, lambda: Readers().hear, rows)
