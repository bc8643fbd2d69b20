"""Reports that name no account: whose they are, by what they name."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from streams.events import Id, Timestamp
from streams.holders import Holders
from streams.raw import DeadLetter, RawBatch, dead_letter, picked
from streams.reader import Reader
from streams.reasons import Rejected, decoded

UNATTRIBUTED = "unattributed: no one account held what is reported at that time"


class Unnamed(msgspec.Struct):
    """What says whose a report is."""

    ts: Timestamp
    account: Id | None = None
    subject: str | None = None


UNNAMED = msgspec.json.Decoder(Unnamed)
FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])  # as they stand: nothing in them is looked at


class Attributed(NamedTuple):
    """By place, reports that name no account: whose they are, and with that in them; and those that are nobody's."""

    found: dict[int, tuple[str, bytes]]
    dead: list[DeadLetter]


def unnamed(raw: RawBatch) -> dict[int, Unnamed]:
    """The reports that name no account, by place. What cannot be read is left to the reader of the stream."""
    found = {}
    for i, value in enumerate(raw.values):
        try:
            report = decoded(value, UNNAMED)
        except Rejected:
            continue
        if report.account is None:
            found[i] = report
    return found


def attributed(
    raw: RawBatch,
    reports: Mapping[int, Unnamed],
    holders: Holders,
    reader: Reader,
    refused: Mapping[int, str] | None = None,
) -> Attributed:
    """Whose these reports of a batch are. `refused` says of some why they cannot be anybody's.

    What the `reader` of reports would refuse becomes a dead letter here, where it is still as it came.
    """
    reasons, found = dict(refused or {}), dict[int, tuple[str, bytes]]()
    for i, report in reports.items():
        account = None if i in reasons else holders.at(report.subject, report.ts)
        if account is not None:
            try:
                found[i] = account, naming(raw.values[i], account)
            except Rejected as rejected:
                reasons[i] = str(rejected)
    named = picked(raw, list(found))._replace(
        values=[value for _, value in found.values()],
        keys=raw.keys and [account.encode() for account, _ in found.values()],
    )
    places = {raw.offsets[i]: i for i in found}
    reasons |= {places[letter.offset]: letter.error for letter in reader.read(named).dead}
    dead = [dead_letter(raw, i, reasons.get(i, UNATTRIBUTED)) for i in reports if i in reasons or i not in found]
    return Attributed({i: one for i, one in found.items() if i not in reasons}, dead)


def naming(value: bytes | None, account: str) -> bytes:
    """A report with the account that it is about; raises Rejected."""
    return msgspec.json.encode(decoded(value, FIELDS) | {"account": account})
