"""Records as they come, and those that could not be read or placed."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from aiokafka.structs import ConsumerRecord

Headers = Sequence[tuple[str, bytes | None]]  # Kafka allows a header without a value


class RawBatch(NamedTuple):
    """Consecutive records of one partition. Files have neither keys nor headers nor timestamps (None).

    `since` is the offset from which on these are all the records that there are; None: nobody has counted.
    """

    topic: str
    partition: int
    offsets: Sequence[int]
    values: Sequence[bytes | None]
    keys: Sequence[bytes | None] | None = None
    headers: Sequence[Headers] | None = None
    timestamps: Sequence[int] | None = None
    since: int | None = None


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


def envelope(records: "Sequence[ConsumerRecord]") -> RawBatch:
    """The records of one partition, in the order of their offsets, as columns."""
    first = records[0]
    return RawBatch(
        topic=first.topic,
        partition=first.partition,
        offsets=[record.offset for record in records],
        keys=[record.key for record in records],
        values=[record.value for record in records],
        headers=[record.headers for record in records],
        timestamps=[record.timestamp for record in records],
    )


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


def found_at(letter: DeadLetter) -> list[tuple[str, bytes | None]]:
    """What a dead letter says in headers besides its own: where it was, and why it could not be used."""
    return [
        ("rf_topic", letter.topic.encode()),
        ("rf_partition", b"%d" % letter.partition),
        ("rf_offset", b"%d" % letter.offset),
        ("rf_error", letter.error.encode("ascii", "backslashreplace")),
    ]


def part(raw: RawBatch, begin: int, end: int | None = None) -> RawBatch:
    """The records of a batch from the `begin`-th to before the `end`-th."""
    return _of_each(raw, lambda values: values[begin:end])


def picked(raw: RawBatch, places: Sequence[int]) -> RawBatch:
    """The records of a batch in these places."""
    return _of_each(raw, lambda values: [values[i] for i in places])


def _of_each(raw: RawBatch, choose: Callable[[Any], Any]) -> RawBatch:
    return raw._replace(
        offsets=choose(raw.offsets),
        values=choose(raw.values),
        keys=choose(raw.keys) if raw.keys is not None else None,
        headers=choose(raw.headers) if raw.headers is not None else None,
        timestamps=choose(raw.timestamps) if raw.timestamps is not None else None,
    )


def from_position(raw: RawBatch, position: int) -> RawBatch | None:
    """What of a batch stands at or behind `position`; None: nothing."""
    if raw.offsets[0] >= position:
        return raw
    taken = bisect_left(raw.offsets, position)
    return part(raw, taken) if taken < len(raw.offsets) else None


def pieces(raw: RawBatch, cuts: Sequence[int]) -> Iterator[RawBatch]:
    """A batch, cut before each of these offsets, which are in order."""
    begin = 0
    for cut in cuts[bisect_right(cuts, raw.offsets[0]) : bisect_right(cuts, raw.offsets[-1])]:
        end = bisect_left(raw.offsets, cut)
        if begin < end:
            yield part(raw, begin, end)
            begin = end
    yield part(raw, begin)
