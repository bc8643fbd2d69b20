"""Records as they come, and those that could not be read or placed."""

from collections.abc import Sequence
from typing import NamedTuple

Headers = Sequence[tuple[str, bytes | None]]  # Kafka allows a header without a value


class RawBatch(NamedTuple):
    """Consecutive records of one partition. Files have neither keys nor headers nor timestamps (None)."""

    topic: str
    partition: int
    offsets: Sequence[int]
    values: Sequence[bytes | None]
    keys: Sequence[bytes | None] | None = None
    headers: Sequence[Headers] | None = None
    timestamps: Sequence[int] | None = None


class DeadLetter(NamedTuple):
    """A record byte for byte, where it was, and why it could not be used. `error` is one line without content."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: int | None
    error: str


def dead_letter(raw: RawBatch, i: int, error: str) -> DeadLetter:
    """The i-th record of a batch, with its reason."""
    return DeadLetter(
        raw.topic,
        raw.partition,
        raw.offsets[i],
        raw.keys[i] if raw.keys is not None else None,
        raw.values[i],
        raw.headers[i] if raw.headers is not None else (),
        raw.timestamps[i] if raw.timestamps is not None else None,
        error,
    )
