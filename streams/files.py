"""The lines of an input file, whatever its format, and output files that are there whole or not at all."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from streams.errors import Failed, WrongUsage
from streams.reasons import Rejected, decoded

SUFFIXES = (".ndjson", ".ndjson.zst", ".parquet")
BOM = b"\xef\xbb\xbf"  # which some editors put before the first line
BUFFER = 1 << 20  # bytes
PACKED = 1 << 16  # bytes unpacked at a time
ROWS = 4096  # of a Parquet file at a time
DIGITS = 18  # of a whole number that 64 bits always hold

T = TypeVar("T")

Line = tuple[int, bytes]  # its number, from 1, and what a record's value would be
Read = Callable[[int], None]


def opened(path: Path, read: Read | None = None) -> Iterator[Line]:
    """The lines of a file, without their ends; blank lines are counted and left out.

    `read` is told how many more bytes have been read. Raises Failed where the file is not what its name says.
    """
    try:
        if path.suffix == ".parquet":
            yield from _rows(path, read)
            return
        with path.open("rb") as file:
            source: Any = _Counted(file, read or (lambda _: None))
            if path.suffix == ".zst":
                source = _Unpacked(source)
            for number, line in enumerate(io.BufferedReader(source, BUFFER), 1):
                value = line.rstrip(b"\n").removeprefix(BOM if number == 1 else b"")
                if value and not value.isspace():
                    yield number, value
    except (OSError, zstandard.ZstdError, pa.ArrowException, ValueError, OverflowError) as unreadable:
        raise Failed(f"{path}: cannot be read: {' '.join(str(unreadable).split())}") from None


def structs(path: Path, of: type[T], said: str) -> Iterator[T]:
    """The lines of a file, each as it has to be; raises WrongUsage that begins with `said` where one is not."""
    decoder = msgspec.json.Decoder(of)
    for number, line in opened(path):
        try:
            yield decoded(line, decoder)
        except Rejected as rejected:
            raise WrongUsage(f"{said}: line {number}: {rejected}") from None


@contextmanager
def whole(*paths: Path) -> Iterator[list[BinaryIO]]:
    """Files that take their names when all of them are complete; what is left of them otherwise is deleted."""
    drafts = [path.with_name(f".{path.name}.part") for path in paths]
    try:
        with ExitStack() as stack:
            yield [stack.enter_context(draft.open("wb", buffering=BUFFER)) for draft in drafts]
        for draft, path in zip(drafts, paths, strict=True):
            draft.replace(path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


class _Counted(io.RawIOBase):
    """Bytes of a file, counted as they are read."""

    def __init__(self, file: BinaryIO, read: Read) -> None:
        super().__init__()
        self._file = file
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - what the buffer protocol has no name for before 3.12
        chunk = self._file.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._read(len(chunk))
        return len(chunk)


class _Unpacked(io.RawIOBase):
    """What compressed bytes hold; raises OSError where they end in the middle, which the library's own reader hides."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._parts = self._unpacked(source)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - as above
        while not self._left:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._left = memoryview(part)
        length = min(len(buffer), len(self._left))
        buffer[:length] = self._left[:length]
        self._left = self._left[length:]
        return length

    @staticmethod
    def _unpacked(source: BinaryIO) -> Iterator[bytes]:
        frame = None
        while chunk := source.read(PACKED):
            while chunk:
                frame = frame or zstandard.ZstdDecompressor().decompressobj()
                yield frame.decompress(chunk)
                chunk, frame = (frame.unused_data, None) if frame.eof else (b"", frame)
        if frame is not None:
            raise OSError("it ends in the middle: part of it is missing")


def _rows(path: Path, read: Read | None) -> Iterator[Line]:
    """A row an event, columns named as the fields; nulls are fields that are absent."""
    with pq.ParquetFile(path) as file:
        size, total = path.stat().st_size, max(file.metadata.num_rows, 1)
        number = 0
        for batch in file.iter_batches(ROWS):
            for row in _readable(batch).to_pylist(maps_as_pydicts="lossy"):
                number += 1
                yield number, msgspec.json.encode(_plain(row))
            if read is not None:
                read(size * batch.num_rows // total)


def _readable(batch: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    """The batch with times as whole numbers, Unix milliseconds for moments, and texts as bytes, which may be none.

    Python's own times have neither nanoseconds nor years of five digits, and its texts are all Unicode.
    """
    for i, field in enumerate(batch.schema):
        timed = batch.column(i).cast(_with(field.type, _in_ms), safe=False)
        batch = batch.set_column(i, field.name, timed.cast(_with(timed.type, _plain_type)))
    return batch


def _with(of: Any, leaf: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - as above
    """A type with all that is no struct, list or map in it made another."""
    if pa.types.is_struct(of):
        return pa.struct([field.with_type(_with(field.type, leaf)) for field in of])
    if pa.types.is_map(of):
        return pa.map_(_with(of.key_type, leaf), _with(of.item_type, leaf))
    if pa.types.is_list(of) or pa.types.is_large_list(of):
        make = pa.list_ if pa.types.is_list(of) else pa.large_list
        return make(of.value_field.with_type(_with(of.value_type, leaf)))
    return leaf(of)


def _in_ms(of: Any) -> Any:  # noqa: ANN401 - as above
    if pa.types.is_dictionary(of):
        return _in_ms(of.value_type)
    return pa.timestamp("ms", of.tz) if pa.types.is_timestamp(of) else of


def _plain_type(of: Any) -> Any:  # noqa: ANN401 - as above
    if pa.types.is_timestamp(of) or pa.types.is_duration(of) or pa.types.is_time64(of):
        return pa.int64()
    if pa.types.is_time32(of):
        return pa.int32()
    if pa.types.is_string(of):
        return pa.binary()
    return pa.large_binary() if pa.types.is_large_string(of) else of


def _plain(value: Any) -> Any:  # noqa: ANN401 - any column type
    """Arrow's values as JSON has them: no nulls in objects; a whole number as one, as pandas has none beside nulls.

    >>> _plain({"started": 1789948800000.0, "to": None, "limits": {b"cps": 5.5}, "text": b"hello"})
    {'started': 1789948800000, 'limits': {'cps': 5.5}, 'text': 'hello'}
    """
    if isinstance(value, dict):
        return {_name(name): _plain(field) for name, field in value.items() if field is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, Decimal):
        return _plain(float(value)) if value.adjusted() >= DIGITS or value % 1 else int(value)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 10**DIGITS else value


def _name(name: str | bytes) -> str:
    return name if isinstance(name, str) else name.decode(errors="replace")


def _text(value: bytes) -> str | msgspec.Raw:
    """A text that a column has as bytes; what is none stands as in a line of JSON, which the reader then refuses."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return msgspec.Raw(b'"' + value + b'"')
