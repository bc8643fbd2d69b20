"""The lines of an input file, whatever its format."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from streams.errors import Failed

SUFFIXES = (".ndjson", ".ndjson.zst", ".parquet")
BUFFER = 1 << 20  # bytes
ROWS = 4096  # of a Parquet file at a time

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
                source = zstandard.ZstdDecompressor().stream_reader(source, read_across_frames=True)
            for number, line in enumerate(io.BufferedReader(source, BUFFER), 1):
                value = line.rstrip(b"\n")
                if value and not value.isspace():
                    yield number, value
    except (OSError, zstandard.ZstdError, pa.ArrowException) as unreadable:
        raise Failed(f"{path}: cannot be read: {' '.join(str(unreadable).split())}") from None


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


def _rows(path: Path, read: Read | None) -> Iterator[Line]:
    """A row an event, columns named as the fields; nulls are fields that are absent."""
    with pq.ParquetFile(path) as file:
        size, total = path.stat().st_size, max(file.metadata.num_rows, 1)
        number = 0
        for batch in file.iter_batches(ROWS):
            for row in batch.to_pylist():
                number += 1
                yield number, msgspec.json.encode(_plain(row))
            if read is not None:
                read(size * batch.num_rows // total)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any column type
    """Arrow's values as JSON has them: no nulls in objects, times as Unix milliseconds, maps as objects.

    >>> _plain({"ts": datetime(2026, 9, 21, tzinfo=UTC), "to": None, "limits": [("cps", 5.0)]})
    {'ts': 1789948800000, 'limits': {'cps': 5.0}}
    """
    if isinstance(value, dict):
        return {name: _plain(field) for name, field in value.items() if field is not None}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) for item in value):
            return _plain(dict(value))
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return round(moment.timestamp() * 1000)
    return value
