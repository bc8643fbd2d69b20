"""Raw records to columns, or to dead letters. A bad record costs itself and nothing else."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from detectors.kernel import COMPILED
from detectors.numbers import digits_of
from streams.body_text import padded
from streams.compiled import reading
from streams.event_text import text_of
from streams.installation import HERE, Installation
from streams.kept_tables import plans
from streams.keys import key_table
from streams.raw import DeadLetter, Headers, RawBatch, dead_letter
from streams.reasons import Rejected, decoded
from streams.record_batches import LONGEST_TIME
from streams.stream import Stream
from streams.texts import HeadersOf, Texts, buffer
from streams.without_content import has_content, withheld, without_content

HOUR = 3_600_000
Columns = NDArray[Any]


class Read(NamedTuple):
    """What a batch became: rows, the text that ids stand in, where the record of each was in the batch, and the rest.

    An event is one row, or several that follow each other, where its stream has parts.
    """

    columns: Columns
    text: NDArray[np.uint8]
    places: NDArray[np.intp]
    dead: list[DeadLetter]


def as_kernels_see(array: NDArray[Any]) -> NDArray[Any]:
    """Rows whose fields are attributes: as they are in compiled code, a view of them in plain Python."""
    return array if COMPILED or array.dtype.names is None else array.view(np.recarray)


def laid_out(texts: Sequence[bytes | None]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """One buffer of all records, padded, and where each begins and ends in it; what is null is empty."""
    if isinstance(texts, Texts):
        return texts.data, np.maximum(texts.bounds, 0)
    values = [text or b"" for text in texts]
    ends = np.cumsum(np.fromiter(map(len, values), np.int64, len(values)))
    bounds = np.empty((len(values), 2), np.int64)
    bounds[:, 1] = ends
    bounds[1:, 0] = ends[:-1]
    bounds[:1, 0] = 0
    return buffer(*values), bounds


def ingested(raw: RawBatch) -> NDArray[np.int64]:
    """When each record came in: its header `ingested`, else its own timestamp. Unix milliseconds."""
    if isinstance(raw.headers, HeadersOf):
        return raw.headers.ingested(raw.timestamps or ())
    if raw.headers is None or not any(raw.headers):
        return np.array(raw.timestamps, np.int64)
    return np.array(
        [  # one header and it is this one, as `send` writes it: a third of the time that `stamp` takes
            int(value)
            if len(headers) == 1
            and headers[0][0] == "ingested"
            and (value := headers[0][1]) is not None
            and value.isdigit()
            and len(value) <= LONGEST_TIME
            else stamp(headers, time)
            for headers, time in zip(raw.headers, raw.timestamps or (), strict=True)
        ],
        np.int64,
    )


def stamp(headers: Headers, otherwise: int) -> int:
    """The time that the last header `ingested` says; `otherwise` where none says a time."""
    for name, value in reversed(headers):
        if name == "ingested" and value is not None and value.isdigit() and len(value) <= LONGEST_TIME:
            return int(value)
    return otherwise


class Reader:
    """Reads one stream."""

    def __init__(self, stream: Stream, installation: Installation = HERE) -> None:
        self.withholds = not installation.content_read and has_content(stream)
        self.stream = without_content(stream) if self.withholds else stream
        self.seed = installation.seed
        self.decoder = msgspec.json.Decoder(self.stream.events)
        self.keys, self.multiplier = key_table(stream.fields, self.stream.unread)
        self.plans = plans()
        self.module = reading(stream.name)
        self.given = installation.reading(self.module)

    def read(self, raw: RawBatch) -> Read:
        """Columns of the records that the contract accepts; dead letters of the others."""
        size = len(raw.values)
        columns = np.zeros(size, self.stream.columns)
        taken = np.zeros(size, np.bool_)
        text, bounds = laid_out(raw.values)
        self.fill(text, bounds, columns, taken, lenient=False)
        errors: dict[int, str] = {}
        rows, owners = columns[:0], np.zeros(0, np.intp)  # of events of several rows, those behind the first
        if not taken.all():
            text, rows, owners = self.reread(raw, text, columns, taken, errors)
        if raw.keys is not None:
            self.check_keys(raw.keys, columns, text, taken, errors)
        if raw.timestamps is not None:
            self.check_times(raw, columns, taken, errors)
        kept = np.ones(size, np.bool_)
        kept[list(errors)] = False
        dead = [self.letter(raw, i, errors[i]) for i in sorted(errors)]
        places = np.flatnonzero(kept)
        if len(rows):
            columns, owners = np.concatenate([columns, rows]), np.concatenate([np.arange(size), owners])
            order = np.argsort(owners, kind="stable")
            order = order[kept[owners[order]]]
            columns, places = columns[order], owners[order]
        elif errors:
            columns = columns[kept]
        self.stream.complete(columns, text, self.given)
        return Read(columns, text, places, dead)

    def letter(self, raw: RawBatch, i: int, error: str) -> DeadLetter:
        """The dead letter of a record, as far as it may be shown."""
        letter = dead_letter(raw, i, error)
        return withheld(letter) if self.withholds else letter

    def number(self, text: str) -> int:
        """What columns have for a number: its digits, or a negative hash."""
        digits = digits_of(text)
        if digits is not None:
            return digits
        raw = msgspec.json.encode(text)[1:-1]
        return int(self.module.numbered(laid_out([raw])[0], len(raw), self.plans, self.seed)[1])

    def account(self, name: str) -> int:
        """What columns have for an account: a hash of its name."""
        raw = msgspec.json.encode(name)[1:-1]
        return int(self.module.hash_of(padded(raw), len(raw), self.seed))

    def key_of(self, number: int) -> int:
        """What columns have as the key of a number, given what they have as the number."""
        return int(self.module.key_of(np.int64(number), self.seed))

    def fill(
        self, text: NDArray[np.uint8], bounds: Columns, columns: Columns, taken: Columns, *, lenient: bool
    ) -> None:
        """Scans records into rows."""
        rows = as_kernels_see(columns)
        found = [np.zeros(len(self.stream.fields), kind) for kind in (np.uint8, np.int64, np.int64)]
        self.module.scan(text, bounds, lenient, self.keys, self.multiplier, self.plans, self.seed, rows, taken, *found)

    def reread(
        self, raw: RawBatch, text: NDArray[np.uint8], columns: Columns, taken: Columns, errors: dict[int, str]
    ) -> tuple[NDArray[np.uint8], Columns, NDArray[np.intp]]:
        """Has msgspec decide on what is not of the usual shape, and scans what it accepts as `canonical` writes it.

        Fills the first row of each record; returns the text, the other rows, and the places of their records.
        """
        places, canonical = list[int](), list[bytes]()
        for i in np.flatnonzero(~taken).tolist():
            try:
                record = decoded(raw.values[i], self.decoder)
            except Rejected as rejected:
                errors[i] = str(rejected)
            else:
                parts = self.stream.canonical(record, self.given)
                places += [i] * len(parts)
                canonical += parts
        own, bounds = laid_out(canonical)
        text, bounds = buffer(text, own), bounds + len(text)
        rows, accepted = np.zeros(len(places), self.stream.columns), np.zeros(len(places), np.bool_)
        self.fill(text, bounds, rows, accepted, lenient=True)
        if not accepted.all():
            message = f"{raw.topic}[{raw.partition}] offset {raw.offsets[places[int(np.argmin(accepted))]]}: "
            raise AssertionError(message + "the scanner declines what msgspec wrote; please report this record's shape")
        owners = np.array(places, np.intp)
        first = np.diff(owners, prepend=-1) != 0
        columns[owners[first]] = rows[first]
        taken[owners[first]] = True
        return text, rows[~first], owners[~first]

    def check_keys(
        self,
        keys: Sequence[bytes | None],
        columns: Columns,
        text: NDArray[np.uint8],
        taken: Columns,
        errors: dict[int, str],
    ) -> None:
        """Refuses records whose key is not their account, as another worker may hold that account's state."""
        key_text, bounds = laid_out(keys)
        alike = np.zeros(len(keys), np.bool_)
        self.module.alike(key_text, bounds, text, as_kernels_see(columns), alike)
        for i in np.flatnonzero(taken & ~alike).tolist():
            key, account = keys[i], text_of(columns[i], "account", text)
            if key is None:
                errors[i] = "no key; key records by `account`"
            elif key != account.encode():
                errors[i] = "the key is not the account; key records by `account`"

    def check_times(self, raw: RawBatch, columns: Columns, taken: Columns, errors: dict[int, str]) -> None:
        """Refuses events from the future, which would end every window of their account."""
        ahead = columns["ts"] - ingested(raw)
        for i in np.flatnonzero(taken & (ahead > HOUR)).tolist():
            errors.setdefault(
                int(i), f"ts is {int(ahead[i]) / HOUR:.1f} h ahead of its ingestion; at most 1 h is accepted"
            )
