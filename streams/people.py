"""A person, as state and outputs have them: what a record that names them is read as, and what findings make of it."""

from collections.abc import Iterable, Mapping
from json import dumps
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.calls import ALLOCATABLE, SHORT_CODE, UNALLOCATABLE
from streams.errors import WrongUsage
from streams.installation import Installation
from streams.privacy import pseudonym
from streams.raw import RawBatch
from streams.reader import Columns, Reader
from streams.stream import STREAMS

COMMON = '"id":"a","account":"a","ts":1'
NAMING: Mapping[str, str] = {
    "calls": '{%s,"event":"attempt","call":"a","direction":"outbound","from":"+14155550100","to":%s}',
    "sms": '{%s,"event":"send","message":"a","from":"+14155550100","to":%s}',
    "email": '{%s,"event":"send","message":"a","to":[%s]}',
    "reports": '{%s,"kind":"other","reporter":%s}',
}  # records of each stream that name somebody
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "calls": ("destination", "hosted", "shifted"), "sms": ("destination", "hosted"), "email": ("destination",),
    "reports": ("reporter",),
}  # fmt: skip
BESIDE = ("shown", "campaign", "template", "prefix")  # columns that state has people together with


class Person(NamedTuple):
    """By stream what columns and state have for them, as 64-bit keys; and hashes, as findings and cases have them."""

    keys: Mapping[str, frozenset[int]]
    hashes: frozenset[str]

    def is_in(self, text: bytes) -> bool:
        """Whether a record of an output has something of them."""
        return any(hashed.encode() in text for hashed in self.hashes)


def person(text: str, installation: Installation) -> Person:
    """Who has a number or an address, written as the platform writes it; raises WrongUsage where nothing takes it."""
    keys, forms = {}, {text}
    for stream, record in NAMING.items():
        raw = (record % (COMMON, dumps(text))).encode()
        columns = Reader(STREAMS[stream], installation).read(RawBatch(stream, 0, [0], [raw])).columns
        keys[stream] = frozenset(int(of[0]) for of in _naming(columns, stream) if len(columns)) - {0}
        if len(columns) and "callee" in (columns.dtype.names or ()) and columns["hosted"][0] == 0:
            forms.add(_written(int(columns["callee"][0]), int(columns["callee_is"][0])) or text)
    if not text.strip() or not any(keys.values()):
        raise WrongUsage("--person: neither a number nor an address, as records have them")
    forms |= {str(key) for key in keys["calls"] | keys["sms"]}
    return Person(keys, frozenset(pseudonym(form, installation.key) for form in forms))


def _naming(columns: Columns, stream: str) -> list[NDArray[np.int64]]:
    """What columns have for whom rows name: for an extension of somebody's own, not what it is elsewhere."""
    found = {name: columns[name] for name in COLUMNS[stream]}
    if "hosted" in found:
        found["destination"] = np.where(found["hosted"] != 0, found["hosted"], found["destination"])
    return list(found.values())


def _written(callee: int, kind: int) -> str | None:
    """A number as findings write it, as far as they do it alike however it came."""
    if kind in {ALLOCATABLE, UNALLOCATABLE}:
        return f"+{callee}"
    return str(callee)[1:] if kind == SHORT_CODE else None


def named(columns: Columns, keys: Iterable[int], stream: str) -> NDArray[np.bool_]:
    """Which rows name somebody whose keys these are."""
    found: NDArray[np.bool_] = np.logical_or.reduce([np.isin(of, list(keys)) for of in _naming(columns, stream)])
    return found


def beside(columns: Columns) -> set[int]:
    """What rows name with people, as columns have it."""
    return {int(key) for name in BESIDE if name in (columns.dtype.names or ()) for key in columns[name]}
