"""Reports that name no account: whose they are, by what they name."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from streams.events import Id, Timestamp
from streams.holders import Holders
from streams.raw import DeadLetter, RawBatch, dead_letter
from streams.reasons import Rejected, decoded

UNATTRIBUTED = "unattributed: no one account held what is reported at that time"


class Unnamed(msgspec.Struct):
    """What says whose a report is."""

    ts: Timestamp
    account: Id | None = None
    subject: str | None = None


UNNAMED = msgspec.json.Decoder(Unnamed)


class Attributed(NamedTuple):
    """By place, whose the reports are that name no account; and those that are nobody's."""

    accounts: dict[int, str]
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
    raw: RawBatch, reports: Mapping[int, Unnamed], holders: Holders, refused: Mapping[int, str] | None = None
) -> Attributed:
    """Whose these reports of a batch are. `refused` says of some why they cannot be anybody's."""
    reasons = refused or {}
    accounts = {
        i: account
        for i, report in reports.items()
        if i not in reasons and (account := holders.at(report.subject, report.ts))
    }
    dead = [dead_letter(raw, i, reasons.get(i, UNATTRIBUTED)) for i in reports if i not in accounts]
    return Attributed(accounts, dead)


def naming(value: bytes | None, account: str) -> bytes:
    """A report with the account that it is about."""
    report = msgspec.json.decode(value or b"{}", type=dict)
    return msgspec.json.encode(report | {"account": account})
