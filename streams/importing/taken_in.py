"""Records of the contract made of what others send, checked as the reader of their topic checks them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from streams.attribution import UNNAMED
from streams.email_events import Email
from streams.errors import Failed, WrongUsage
from streams.merge import time_of
from streams.reasons import Rejected, decoded
from streams.reports_events import Report

Topic = Literal["email", "reports"]
EMAIL: msgspec.json.Decoder[Email] = msgspec.json.Decoder(Email)
REPORT = msgspec.json.Decoder(Report)


class Record(NamedTuple):
    """A record of a topic, as its bytes."""

    topic: Topic
    value: bytes


class Broken(NamedTuple):
    """What could not be used, in one line that says where it stands and nothing of its content."""

    said: str


class LeftOut(NamedTuple):
    """What is whole and says nothing of abuse."""


Came = Record | Broken | LeftOut


def record(topic: Topic, fields: Mapping[str, Any]) -> Record:
    """A record with those of the fields that are not None; raises Rejected where the contract does not have it so."""
    try:
        value = msgspec.json.encode({name: field for name, field in fields.items() if field is not None})
    except UnicodeEncodeError:
        raise Rejected("invalid UTF-8 in a field") from None
    if topic == "email":
        decoded(value, EMAIL)
    elif "account" in fields and fields["account"] is not None:
        decoded(value, REPORT)
    else:
        decoded(value, UNNAMED)
    return Record(topic, value)


class Summary(NamedTuple):
    """How many records of each topic there are, what was broken, and how much is no report of abuse."""

    records: dict[Topic, int]
    broken: list[str]
    left_out: int


def written(came: Iterable[Came], folder: Path) -> Summary:
    """Writes records, in the order of their times, to a folder that `replay` and `send` read.

    Raises WrongUsage where it has such files already: their lines would be gone.
    """
    there = [path for topic in ("email", "reports") if (path := folder / f"{topic}.ndjson").exists()]
    if there:
        raise WrongUsage(f"{there[0]}: is there already: give another folder, or move it away")
    found: dict[Topic, list[bytes]] = {"email": [], "reports": []}
    broken, left_out = list[str](), 0
    for one in came:
        if isinstance(one, Record):
            found[one.topic].append(one.value)
        elif isinstance(one, Broken):
            broken.append(one.said)
        else:
            left_out += 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for topic, values in found.items():
            if values:
                lines = b"".join(value + b"\n" for value in sorted(values, key=time_of))
                (folder / f"{topic}.ndjson").write_bytes(lines)
    except OSError as unwritable:
        raise Failed(f"{folder}: cannot be written: {unwritable.strerror}") from None
    return Summary({topic: len(values) for topic, values in found.items() if values}, broken, left_out)
