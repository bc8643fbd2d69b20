"""Takes what aiokafka has fetched, as columns: its own way to hand records out makes an object of each."""

import asyncio
from collections.abc import Collection
from functools import partial
from time import monotonic

from aiokafka.consumer.fetcher import Fetcher, FetchResult
from aiokafka.errors import CorruptRecordException
from aiokafka.structs import ConsumerRecord
from faust.types import TP

from streams.raw import RawBatch, envelope, part
from streams.unpacking import is_old, unpacked


class _Left:
    """Records of a fetch that have been unpacked and not handed out; it stands where aiokafka has those of its own."""

    def __init__(self, raw: RawBatch, behind: int) -> None:
        self.raw, self.behind = raw, behind
        self.next_fetch_offset = raw.offsets[0]


async def fetched(
    fetcher: Fetcher,
    partitions: Collection[TP],
    timeout: float,  # noqa: ASYNC109 - as aiokafka has it
    most: int,
) -> dict[TP, RawBatch]:
    """What there is of these partitions, of each `most` records at the most; waits for some so many seconds."""
    until = monotonic() + timeout
    with fetcher._subscriptions.fetch_context():  # noqa: SLF001 - here and below as aiokafka's `getmany`
        while True:
            for result in fetcher._records.values():  # noqa: SLF001
                if isinstance(result, FetchResult):
                    result.getall = partial(_taken, result, most)  # where `fetched_records` asks for all
            found = await fetcher.fetched_records(partitions)
            left = until - monotonic()
            if found or left <= 0:
                return {tp: raw if isinstance(raw, RawBatch) else envelope(raw) for tp, raw in found.items()}
            waiter = fetcher._create_fetch_waiter()  # noqa: SLF001
            done, _ = await asyncio.wait([waiter], timeout=left)
            if not done or fetcher._closed:  # noqa: SLF001
                waiter.cancel()
                return {}
            waiter.result()  # which raises what is wrong with the group, if anything is


def _taken(result: FetchResult, most: int, _: int | None = None) -> RawBatch | list[ConsumerRecord]:
    """The next records of a fetch, and the partition's position behind them; empty: there are none any more."""
    if not result.check_assignment(result._topic_partition) or not result.has_more():  # noqa: SLF001
        return []
    records = result._partition_records  # noqa: SLF001
    if isinstance(records, _Left):
        raw, behind = records.raw, records.behind
    elif is_old(records):
        return list(FetchResult.getall(result, most))
    else:
        try:
            found = unpacked(records)
        except CorruptRecordException:
            result._partition_records = None  # noqa: SLF001 - so that it is fetched again
            raise
        raw, behind = found or NOTHING, records.next_fetch_offset
    taken, left = part(raw, 0, most), part(raw, most)
    result._partition_records = _Left(left, behind) if left.offsets else None  # noqa: SLF001
    state = result._assignment.state_value(result._topic_partition)  # noqa: SLF001
    state.consumed_to(left.offsets[0] if left.offsets else behind)
    return taken if taken.offsets else []


NOTHING = RawBatch("", 0, [], [], [], [], [])
