"""Why a record cannot be used, in one line that holds nothing of its content."""

import re
from typing import Any, TypeVar, cast

import msgspec

from streams.allowed import allowed
from streams.raw import DeadLetter, RawBatch, dead_letter

T = TypeVar("T")
QUOTED = re.compile(r"value (['\"]).*\1(?= - at `[^`]*`\Z|\Z)", re.DOTALL)  # msgspec quotes the value, then says where

# half of a pair of escapes, as whoever cuts an emoji in two writes it; the other escapes are there to be stepped over
HALVES = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL)

NOT_ONE = re.compile(r"Invalid (?:enum )?value - at `\$\.(\w+)`")

KINDS = {
    "no value": "no-value",
    "neither key nor value": "no-value",
    "invalid UTF-8": "encoding",
    "malformed JSON": "json",
    "nested too deeply": "json",
    "not as the contract has it": "contract",
    "no key": "key",
    "the key is not": "key",
    "partition": "partition",
    "ts is": "future",
    "account": "limit",
    "about": "decision",
    "decision": "decision",
    "its id has been used": "decision",
    "role:": "permission",
    "by:": "permission",
    "not delivered": "delivery",
}
"""What a reason is about, by how it begins: as few as a metric can have."""


def kind_of(reason: str) -> str:
    """What a reason is about, in a word.

    >>> kind_of("ts is 1.2 h ahead of its ingestion; at most 1 h is accepted")
    'future'
    """
    return next((kind for begin, kind in KINDS.items() if reason.startswith(begin)), "other")


class Rejected(ValueError):
    """A record that goes to the dead letters, with its reason."""


def readable(raw: RawBatch, decoder: "msgspec.json.Decoder[T]") -> tuple[list[tuple[int, T]], list[DeadLetter]]:
    """The records of a batch as structs, each with its offset, and dead letters of those that cannot be read."""
    records, dead = list[tuple[int, T]](), list[DeadLetter]()
    for i, value in enumerate(raw.values):
        try:
            records.append((raw.offsets[i], decoded(value, decoder)))
        except Rejected as rejected:
            dead.append(dead_letter(raw, i, str(rejected)))
    return records, dead


def decoded(value: bytes | None, decoder: "msgspec.json.Decoder[T]") -> T:
    """The record as a struct; raises Rejected."""
    if value is None:
        raise Rejected("no value: a tombstone means nothing on this topic")
    try:
        if not value.isascii():
            value.decode()  # msgspec does not look into fields that it ignores
        return decoder.decode(with_whole_letters(value))
    except UnicodeDecodeError as error:
        raise Rejected(f"invalid UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise Rejected("nested too deeply") from error
    except msgspec.ValidationError as error:
        raise Rejected("not as the contract has it: " + _said(error, decoder)) from error
    except msgspec.DecodeError as error:
        raise Rejected("malformed JSON: " + str(error).removeprefix("JSON is malformed: ")) from error


def with_whole_letters(value: bytes) -> bytes:
    r"""A text of JSON with U+FFFD for each half of a surrogate pair, which JSON allows and UTF-8 has no letter for.

    >>> with_whole_letters(rb'"\ud83d\ude00 \ud83d \\ud83d"')
    b'"\\ud83d\\ude00 \\ufffd \\\\ud83d"'
    """
    if b"\\ud" not in value and b"\\uD" not in value:
        return value
    return HALVES.sub(lambda found: rb"\ufffd" if found[1] else found[0], value)


def _said(error: msgspec.ValidationError, decoder: "msgspec.json.Decoder[T]") -> str:
    """What msgspec says, without the value, and what might have stood there instead."""
    said = QUOTED.sub("value", str(error))
    field = NOT_ONE.fullmatch(said)
    words = allowed(cast("Any", decoder.type), field[1]) if field else ()
    return f"{said}: one of {', '.join(words)}" if words else said
