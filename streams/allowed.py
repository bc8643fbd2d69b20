"""Which words the contract allows in a field, for whoever wrote another one."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from msgspec import inspect


@cache
def allowed(type_: Any, field: str) -> tuple[str, ...]:  # noqa: ANN401 - what a decoder makes
    """The words that may stand in a field of such records; none: it is not of words, or is no field.

    >>> from typing import Literal
    >>> import msgspec
    >>> class Leg(msgspec.Struct, tag_field="event", tag="attempt"):
    ...     direction: Literal["outbound", "inbound"] | None = None
    >>> allowed(Leg, "direction"), allowed(Leg, "event"), allowed(Leg, "to")
    (('inbound', 'outbound'), ('attempt',), ())
    """
    return tuple(sorted(set(_words(inspect.type_info(type_), field))))


def _words(known: inspect.Type, field: str) -> Iterator[str]:
    for one in known.types if isinstance(known, inspect.UnionType) else (known,):
        if isinstance(one, inspect.StructType):
            if one.tag_field == field:
                yield str(one.tag)
            for own in one.fields:
                if own.encode_name == field:
                    yield from _literals(own.type)


def _literals(known: inspect.Type) -> Iterator[str]:
    for one in known.types if isinstance(known, inspect.UnionType) else (known,):
        if isinstance(one, inspect.LiteralType):
            yield from map(str, one.values)
