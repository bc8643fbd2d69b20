"""One pass over the events of `sms`."""

from collections.abc import Iterable

from tests.oracle.arrival import Event
from tests.oracle.barred import SendsWhileSuspended
from tests.oracle.facts import Record
from tests.oracle.judge import Finding
from tests.oracle.single_pass import StreamRow, judged
from tests.oracle.sms.heard import Correspondence, Heard
from tests.oracle.sms.parties import Flooding, Loop, UnownedSender
from tests.oracle.sms.people import AfterOptOut, Complaints, OptOuts, UnknownRecipients
from tests.oracle.sms.pumping import Pumping
from tests.oracle.sms.texts import Bulk, Snowshoe

ROWS: tuple[type[StreamRow[Heard]], ...] = (
    UnownedSender,
    AfterOptOut,
    OptOuts,
    Complaints,
    UnknownRecipients,
    Bulk,
    Snowshoe,
    Loop,
    Flooding,
    Pumping,
    SendsWhileSuspended,
)
KNOWN_MESSAGES = frozenset(row.id for row in ROWS)
"""The detectors that are judged here."""


def judge_messages(accounts: Iterable[Record], events: Iterable[Event]) -> list[Finding]:
    """The findings of the message detectors in the package's docstring, in the order of the events that cross.

    `accounts` are records of the topic `accounts`, the latest of an account winning and known from the start; `events`
    are valid events of the topic `sms` in the order they arrive. The value of a subject that is a template is its text
    as the oracle masks it, for which the product has a fingerprint.
    """
    return judged(accounts, events, lambda: Correspondence().hear, ROWS)
