"""Reports that name no account: whose they are, by what they name."""

from typing import NamedTuple

import msgspec

from streams.events import Id, Timestamp
from streams.holders import Holders
from streams.raw import DeadLetter, RawBatch, dead_letter, picked
from streams.reasons import Rejected, decoded

UNATTRIBUTED = "unattributed: no one account held what is reported at that time"


class Unnamed(msgspec.Struct):
    """What says whose a report is."""

    ts: Timestamp
    account: Id | None = None
    subject: str | None = None


UNNAMED = msgspec.json.Decoder(Unnamed)


class Attributed(NamedTuple):
    """Reports that all name an account; by place whose those are that did not; and those that are nobody's."""

    raw: RawBatch
    found: dict[int, str]
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


def attributed(raw: RawBatch, reports: dict[int, Unnamed], holders: Holders) -> Attributed:
    """Gives these reports of a batch their accounts, and takes those out that are nobody's."""
    found = {i: whose for i, report in reports.items() if (whose := holders.at(report.subject, report.ts))}
    values = [naming(value, found[i]) if i in found else value for i, value in enumerate(raw.values)]
    dead = [dead_letter(raw, i, UNATTRIBUTED) for i in reports if i not in found]
    kept = [i for i in range(len(values)) if i not in reports or i in found]
    places = {i: place for place, i in enumerate(kept)}
    return Attributed(picked(raw._replace(values=values), kept), {places[i]: whose for i, whose in found.items()}, dead)


def naming(value: bytes | None, account: str) -> bytes:
    """A report with the account that it is about."""
    report = msgspec.json.decode(value or b"{}", type=dict)
    return msgspec.json.encode(report | {"account": account})
