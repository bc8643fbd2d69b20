"""`content = off`: what messages say is passed over as it is read, as if nobody had sent it."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, get_args

import msgspec

from streams.installation import Reading
from streams.raw import DeadLetter
from streams.stream import Stream

CONTENT = ("body", "subject")  # the fields that hold it


def has_content(stream: Stream) -> bool:
    """Whether records of a stream may say what somebody wrote.

    >>> from streams.stream import STREAMS
    >>> [name for name, stream in STREAMS.items() if has_content(stream)]
    ['sms', 'email']
    """
    return any(_fields(kind) for kind in get_args(stream.events))


def without_content(stream: Stream) -> Stream:
    """The same stream, to which these fields are as unknown ones, whatever stands in them."""
    kinds = [_passing_over(kind) for kind in get_args(stream.events)]
    return stream._replace(events=reduce(or_, kinds), unread=frozenset(CONTENT), canonical=_without(stream.canonical))


def withheld(letter: DeadLetter) -> DeadLetter:
    """A dead letter without the record, which may say anything. Where it came from it still stands, as long as kept."""
    if letter.value is None:
        return letter
    return letter._replace(value=None, error=f"{letter.error}; the record is withheld, since content is off")


def _fields(kind: type[msgspec.Struct]) -> list[str]:
    return [name for name in CONTENT if name in kind.__struct_fields__]


def _passing_over(kind: type[msgspec.Struct]) -> Any:  # noqa: ANN401 - a type that is made here
    """The same event; what is Raw is skipped as unknown fields are."""
    skipped = [(name, msgspec.Raw, msgspec.Raw(b"null")) for name in _fields(kind)]
    tag = kind.__struct_config__.tag
    return msgspec.defstruct(kind.__name__, skipped, bases=(kind,), kw_only=True, tag_field="event", tag=tag)


def _without(canonical: Callable[[Any, Reading], list[bytes]]) -> Callable[[Any, Reading], list[bytes]]:
    def of(record: Any, given: Reading) -> list[bytes]:  # noqa: ANN401 - a record of any stream
        return canonical(msgspec.structs.replace(record, **dict.fromkeys(_fields(type(record)))), given)

    return of
