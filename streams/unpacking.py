"""What brokers return of a partition, as columns over one buffer: no Python object for any record of it.

aiokafka makes an object of eleven fields of each, which was nearly half of what a call cost. That is left to batches of
the formats before Kafka 0.11.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from aiokafka import codec
from aiokafka.consumer import fetcher
from aiokafka.consumer.fetcher import READ_COMMITTED, PartitionRecords
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.memory_records import MemoryRecords

from streams.compiled import unpacking
from streams.raw import RawBatch, from_position
from streams.texts import Buffer, HeadersOf, Texts, buffer

FORMAT, FORMAT_AT = 2, 16  # of record batches, in every Kafka since 0.11, and where a batch says it
HEAD, PREFIX = 61, 12  # bytes of a batch before its records, and before that of which it says the length
COUNT_AT = 57
APPENDED = 1  # the type of timestamps that say when the broker took the batch

DECODERS: dict[int, Callable[[bytes], bytes]] = {
    0: bytes,
    1: codec.gzip_decode,
    2: codec.snappy_decode,
    3: codec.lz4_decode,
    4: codec.zstd_decode,
}


class Held(MemoryRecords):  # type: ignore[misc]  # aiokafka says nothing of its compiled parts
    """Record batches that can still be had as they came. `at` is where the next one is."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.data, self.at = data, 0

    @property
    def is_old(self) -> bool:
        """Whether the next batch is of a format that is left to aiokafka."""
        return self.data[self.at + FORMAT_AT] < FORMAT

    def take(self) -> tuple[DefaultRecordBatch, bytes]:
        """What aiokafka knows of the next batch, and the batch as it came."""
        begin, size = self.at, int.from_bytes(self.data[self.at + 8 : self.at + PREFIX], "big")
        self.at += PREFIX + size
        return self.next_batch(), self.data[begin : self.at]


fetcher.MemoryRecords = Held  # aiokafka puts what brokers return into this, and keeps nothing else of it


class _Batch(NamedTuple):
    """Records of one batch: how many, in which part of the buffer, and what their offsets and times are counted from.

    `appended` is the time of all of them, where that is what the topic wants.
    """

    records: int
    begin: int
    end: int
    first: int
    time: int
    appended: int | None


def is_old(records: PartitionRecords) -> bool:
    """Whether the next batch of a fetch is of a format that is left to aiokafka."""
    held = _held(records)
    return bool(held.has_next()) and held.is_old


def unpacked(records: PartitionRecords, most: int) -> RawBatch | None:
    """The next records of a fetch of one partition, whose position is behind them then; None: there are none.

    As many batches as it takes to have `most` records, if there are so many. Raises CorruptRecordException where a
    batch is not what was written.
    """
    held, position = _held(records), records.next_fetch_offset
    batches, text, size = list[_Batch](), bytearray(), 0
    while size < most and held.has_next() and not held.is_old:
        batch, came = held.take()
        if not batch.validate_crc():
            raise CorruptRecordException(f"Invalid CRC - {records._tp}")  # noqa: SLF001 - as aiokafka says it
        if not _left_out(records, batch):
            at, count = len(text), int.from_bytes(came[COUNT_AT:HEAD], "big")
            text += DECODERS[batch.compression_type](came[HEAD:])
            appended = batch.max_timestamp if batch.timestamp_type == APPENDED else None
            batches.append(_Batch(count, at, len(text), batch.base_offset, batch.first_timestamp, appended))
            size += count
        records.next_fetch_offset = max(records.next_fetch_offset, batch.next_offset)
    if not size:
        return None
    return from_position(_columns(records, buffer(text), batches, size), position)


def following(first: RawBatch, second: RawBatch) -> RawBatch:
    """The records of two fetches of one partition; only the second's where somebody sought between them."""
    if second.since != first.offsets[-1] + 1:
        return second
    offsets, times = [*first.offsets, *second.offsets], [*(first.timestamps or ()), *(second.timestamps or ())]
    texts = [(raw.values, raw.keys, raw.headers) for raw in (first, second)]
    if isinstance(first.values, Texts) and isinstance(second.values, Texts):
        data = buffer(first.values.data, second.values.data)
        values, keys, heads = (one.followed_by(other, data) for one, other in zip(*texts, strict=True))
    else:  # a format that is left to aiokafka
        values, keys, heads = ([*one, *other] for one, other in zip(*texts, strict=True))
    return first._replace(offsets=offsets, values=values, keys=keys, headers=heads, timestamps=times)


def _columns(records: PartitionRecords, text: Buffer, batches: Sequence[_Batch], size: int) -> RawBatch:
    offsets, times = np.empty(size, np.int64), np.empty(size, np.int64)
    keys, values, heads = (np.empty((size, 2), np.int64) for _ in range(3))
    n = 0
    for batch in batches:
        own = slice(n, n + batch.records)
        columns = (offsets[own], times[own], keys[own], values[own], heads[own])
        if not unpacking().lay_out(text, batch.begin, batch.end, batch.first, batch.time, *columns):
            tp = records._tp  # noqa: SLF001 - as above
            raise CorruptRecordException(f"{tp}: the batch at offset {batch.first} has no whole records")
        if batch.appended is not None:
            times[own] = batch.appended
        n += batch.records
    topic, partition = records._tp  # noqa: SLF001 - as above
    return RawBatch(
        topic,
        partition,
        offsets.tolist(),
        Texts(text, values),
        Texts(text, keys),
        HeadersOf(text, heads),
        times.tolist(),
    )


def _left_out(records: PartitionRecords, batch: DefaultRecordBatch) -> bool:
    """Whether a batch has nothing to read: marks of transactions, and what belongs to those that were aborted."""
    committed = records._isolation_level == READ_COMMITTED  # noqa: SLF001 - the rules are aiokafka's
    if committed and batch.producer_id is not None:
        records._consume_aborted_up_to(batch.base_offset)  # noqa: SLF001
        if batch.is_control_batch and records._contains_abort_marker(batch):  # noqa: SLF001
            records._aborted_producers.discard(batch.producer_id)  # noqa: SLF001
        if batch.is_transactional and batch.producer_id in records._aborted_producers:  # noqa: SLF001
            return True
    return bool(batch.is_control_batch)


def _held(records: PartitionRecords) -> Held:
    held: Held = records._records  # noqa: SLF001 - see above
    return held
