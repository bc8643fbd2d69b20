"""Takes what aiokafka has fetched, as columns: its own way to hand records out makes an object of each."""

import asyncio
from collections.abc import Collection
from functools import partial
from time import monotonic

from aiokafka.consumer.fetcher import Fetcher, FetchResult
from aiokafka.errors import CorruptRecordException
from aiokafka.structs import ConsumerRecord
from faust.types import TP

from streams.raw import RawBatch, envelope
from streams.unpacking import is_old, unpacked


async def fetched(
    fetcher: Fetcher,
    partitions: Collection[TP],
    timeout: float,  # noqa: ASYNC109 - as aiokafka has it
    most: int,
) -> dict[TP, RawBatch]:
    """What there is of these partitions, of each about `most` records at the most; waits for some so many seconds."""
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
    if is_old(records):
        return list(FetchResult.getall(result, most))
    try:
        raw = unpacked(records, most)
    except CorruptRecordException:
        result._partition_records = None  # noqa: SLF001 - so that it is fetched again
        raise
    result._update_position()  # noqa: SLF001
    if not records._records.has_next():  # noqa: SLF001
        result._partition_records = None  # noqa: SLF001
    return raw or []
