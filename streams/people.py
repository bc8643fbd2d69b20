"""A person, as state and outputs have them: what a record that names them is read as, and what findings make of it."""

from collections.abc import Iterable, Mapping
from json import dumps
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.numbers import digits_of
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
    "calls": ("destination", "shifted"), "sms": ("destination",), "email": ("destination",), "reports": ("reporter",),
}  # fmt: skip


class Person(NamedTuple):
    """By stream what columns and state have for them, as 64-bit keys; and hashes, as findings and cases have them."""

    keys: Mapping[str, frozenset[int]]
    hashes: frozenset[str]

    def is_in(self, text: bytes) -> bool:
        """Whether a record of an output has something of them."""
        return any(hashed.encode() in text for hashed in self.hashes)


def person(text: str, installation: Installation) -> Person:
    """Who has a number or an address, written as the platform writes it; raises WrongUsage where nothing takes it."""
    keys = {}
    for stream, record in NAMING.items():
        raw = (record % (COMMON, dumps(text))).encode()
        columns = Reader(STREAMS[stream], installation).read(RawBatch(stream, 0, [0], [raw])).columns
        keys[stream] = frozenset(int(columns[name][0]) for name in COLUMNS[stream] if len(columns)) - {0}
    if not text.strip() or not any(keys.values()):
        raise WrongUsage("--person: neither a number nor an address, as records have them")
    return Person(keys, frozenset(_hashes(text, keys["calls"] | keys["sms"], installation.key)))


def _hashes(text: str, keys: Iterable[int], secret: str) -> Iterable[str]:
    digits = digits_of(text)
    for form in (text, *([f"+{digits}"] if digits else []), *map(str, keys)):
        yield pseudonym(form, secret)


def named(columns: Columns, keys: Iterable[int], stream: str) -> NDArray[np.bool_]:
    """Which rows name somebody whose keys these are."""
    found: NDArray[np.bool_] = np.logical_or.reduce([np.isin(columns[name], list(keys)) for name in COLUMNS[stream]])
    return found
