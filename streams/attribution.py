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
    """By place, whose the reports are that name no account; those with their accounts; and those that are nobody's."""

    accounts: dict[int, str]
    values: dict[int, bytes]
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
    reasons = dict(refused or {})
    accounts = {
        i: account
        for i, report in reports.items()
        if i not in reasons and (account := holders.at(report.subject, report.ts))
    }
    values = {i: naming(raw.values[i] or b"", account) for i, account in accounts.items()}
    named = picked(raw, list(accounts))._replace(
        values=list(values.values()),
        keys=raw.keys and [account.encode("utf-8", "surrogatepass") for account in accounts.values()],
    )
    places = {raw.offsets[i]: i for i in accounts}
    reasons |= {places[letter.offset]: letter.error for letter in reader.read(named).dead}
    dead = [dead_letter(raw, i, reasons.get(i, UNATTRIBUTED)) for i in reports if i in reasons or i not in accounts]
    kept = [i for i in accounts if i not in reasons]
    return Attributed({i: accounts[i] for i in kept}, {i: values[i] for i in kept}, dead)


def naming(value: bytes, account: str) -> bytes:
    """A report with the account that it is about."""
    return msgspec.json.encode(FIELDS.decode(value) | {"account": account})
