"""Columns of what brokers return are what aiokafka makes of it, record by record."""

from collections.abc import Sequence

import pytest
from aiokafka.consumer.fetcher import READ_COMMITTED, PartitionRecords
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.legacy_records import LegacyRecordBatchBuilder
from aiokafka.structs import TopicPartition
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.raw import RawBatch, envelope, part
from streams.reader import ingested, laid_out
from streams.unpacking import Held, is_old, unpacked

TP = TopicPartition("calls", 3)
LARGEST = 1 << 62
TEXTS = st.none() | st.binary(max_size=40) | st.binary(min_size=100, max_size=300)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(("ingested", "ingestee", "x", "é")),
        st.none() | st.sampled_from((b"", b"17", b"1" * 18, b"1" * 19, b"-1", b"12a")) | st.binary(max_size=10),
    ),
    max_size=3,
)
RECORDS = st.lists(st.tuples(st.integers(0, LARGEST), TEXTS, TEXTS, HEADERS), min_size=1, max_size=12)
BATCHES = st.lists(st.tuples(RECORDS, st.sampled_from((0, 1, 2, 3, 4)), st.integers(0, 3), st.booleans()), max_size=5)

Made = list[tuple[Sequence[tuple[int, bytes | None, bytes | None, list[tuple[str, bytes | None]]]], int, int, bool]]


def told(batches: Made, producer: int = -1, *, transactional: bool = False) -> bytes:
    """What a broker would return; offsets have gaps where compaction took records."""
    data, base = b"", 5
    for records, codec, gap, appended in batches:
        builder = DefaultRecordBatchBuilder(
            magic=2,
            compression_type=codec,
            is_transactional=transactional,
            producer_id=producer,
            producer_epoch=0 if producer >= 0 else -1,
            base_sequence=0 if producer >= 0 else -1,
            batch_size=1 << 20,
        )
        for i, (time, key, value, headers) in enumerate(records):
            assert builder.append(i * (gap + 1), time, key, value, headers) is not None
        batch = bytearray(builder.build())
        batch[:8] = base.to_bytes(8, "big")
        if appended:
            batch[22] |= 8
            batch[17:21] = crc(batch[21:]).to_bytes(4, "big")
        data += batch
        base += 20 * (gap + 1)
    return data


def crc(data: bytearray) -> int:
    from aiokafka.record.util import calc_crc32c  # noqa: PLC0415 - beside its one use

    return int(calc_crc32c(data))


def fetched(data: bytes, offset: int, aborted: list[tuple[int, int]] | None = None) -> PartitionRecords:
    return PartitionRecords(TP, Held(data), aborted, offset, None, None, True, READ_COMMITTED)  # noqa: FBT003 - aiokafka's


def same(ours: RawBatch | None, theirs: RawBatch | None) -> None:
    assert (ours is None) == (theirs is None)
    if ours is None or theirs is None:
        return
    assert ours[:3] == (theirs.topic, theirs.partition, theirs.offsets)
    assert list(ours.values) == list(theirs.values)
    assert list(ours.keys or ()) == list(theirs.keys or ())
    assert [tuple(headers) for headers in ours.headers or ()] == [tuple(headers) for headers in theirs.headers or ()]
    assert ours.timestamps == theirs.timestamps
    assert ingested(ours).tolist() == ingested(theirs).tolist()
    for mine, others in ((ours.values, theirs.values), (ours.keys or (), theirs.keys or ())):
        text, bounds = laid_out(mine)
        assert [text[begin:end].tobytes() for begin, end in bounds.tolist()] == [other or b"" for other in others]


@settings(max_examples=300, deadline=None)
@given(BATCHES, st.integers(0, 40), st.integers(0, 30), st.integers(0, 12), st.sampled_from((1, 5, 10_000)))
def test_columns_hold_what_aiokafka_reads(batches: Made, offset: int, cut: int, begin: int, most: int) -> None:
    data = told(batches)
    data = data[: len(data) - cut]  # brokers cut the last batch short
    offset = min(offset, 5 + (len(batches[0][0]) - 1) * (batches[0][2] + 1)) if batches else 0  # it is in the first one
    theirs, ours = fetched(data, offset), fetched(data, offset)
    records = list(theirs)
    assert not is_old(ours)
    while (mine := unpacked(ours, most)) is not None:
        wanted, records = records[: len(mine.offsets)], records[len(mine.offsets) :]
        same(mine, envelope(wanted))
        if begin < len(wanted):
            same(part(mine, begin, begin + 3), envelope(wanted[begin : begin + 3]))
        assert ours.next_fetch_offset <= (records[0].offset if records else theirs.next_fetch_offset)
    assert not records
    assert ours.next_fetch_offset == theirs.next_fetch_offset


@given(BATCHES, st.booleans())
@settings(max_examples=50, deadline=None)
def test_what_was_aborted_is_left_out(batches: Made, aborted: bool) -> None:  # noqa: FBT001 - hypothesis' way
    data = told(batches, 7, transactional=True)
    given_up = [(7, 0)] if aborted else []
    theirs, ours = fetched(data, 0, list(given_up)), fetched(data, 0, list(given_up))
    records = list(theirs)
    same(unpacked(ours, 10_000), envelope(records) if records else None)
    assert ours.next_fetch_offset == theirs.next_fetch_offset


def test_what_is_not_as_it_was_written_is_refused() -> None:
    data = bytearray(told([([(1, b"k", b"value", [])], 0, 0, False)]))
    data[-3] ^= 1
    with pytest.raises(CorruptRecordException, match="Invalid CRC"):
        unpacked(fetched(bytes(data), 0), 1)


@pytest.mark.parametrize("at", range(61, 75))
def test_records_that_claim_more_than_there_is_are_refused_and_nothing_is_read_behind_them(at: int) -> None:
    """Each byte that could be a length, made as long as it can be, under a checksum that is right."""
    data = bytearray(told([([(1, b"k", b"value", [])], 0, 0, False)]))
    if at >= len(data):
        return
    data[at] = 0x7E
    data[17:21] = crc(data[21:]).to_bytes(4, "big")
    try:
        raw = unpacked(fetched(bytes(data), 0), 1)
    except CorruptRecordException:
        return
    assert raw is not None
    assert all(len(value or b"") <= len(data) for value in raw.values)


def test_older_formats_are_left_to_aiokafka() -> None:
    builder = LegacyRecordBatchBuilder(magic=1, compression_type=0, batch_size=1 << 10)
    builder.append(0, timestamp=1, key=b"k", value=b"v")
    assert is_old(fetched(bytes(builder.build()), 0))
