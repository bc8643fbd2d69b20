"""TOML tables read into structs, with errors of one line that name the file and the table."""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
Table = dict[str, Any]
FEW = 8  # choices that a message lists whole


class PolicyError(ValueError):
    """The policy cannot be used: one line that names the file, the table and what to change."""


def read(path: Path) -> Table:
    """The tables of one TOML file; raises PolicyError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: is not UTF-8 at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{path}: is not TOML: {error}") from error


def overlay(below: Table, above: Table) -> Table:
    """What two files say together: the upper one's values, and the lower one's where it is silent. Lists are values.

    >>> overlay({"a": {"x": 1, "y": [1]}}, {"a": {"y": [2]}})
    {'a': {'x': 1, 'y': [2]}}
    """
    merged = dict(below)
    for key, value in above.items():
        lower = merged.get(key)
        merged[key] = overlay(lower, value) if isinstance(lower, dict) and isinstance(value, dict) else value
    return merged


def struct(table: object, kind: type[T], place: str) -> T:
    """The table as a struct; raises PolicyError that begins with `place`."""
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        said = str(error).replace("`$.", "`").replace("object", "table").replace("Object", "table")
        raise PolicyError(f"{place}: {said}") from error


def one_of(value: str, choices: Iterable[str], what: str, place: str) -> None:
    """Raises PolicyError that names the choices, of many the nearest, unless `value` is one of them."""
    known = list(choices)
    if value not in known:
        near = get_close_matches(value, known, 5) if len(known) > FEW else []
        hint = f"did you mean: {', '.join(near)}" if near else f"has: {', '.join(known) or 'none'}"
        raise PolicyError(f'{place}: unknown {what} "{value}" ({hint})')
