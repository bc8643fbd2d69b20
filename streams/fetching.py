"""Takes what aiokafka has fetched, as columns: its own way to hand records out makes an object of each."""

import asyncio
from collections.abc import Collection
from functools import partial
from itertools import islice
from time import monotonic
from typing import NamedTuple
from weakref import WeakKeyDictionary

from aiokafka.consumer.fetcher import Fetcher, FetchResult
from aiokafka.consumer.subscription_state import TopicPartitionState
from aiokafka.errors import CorruptRecordException
from faust.types import TP

from streams.raw import RawBatch, envelope
from streams.unpacking import following, is_old, unpacked


class _Read(NamedTuple):
    """Up to where a partition has been read, and the offset behind the last record of that; marks have offsets too."""

    position: int
    since: int


SINCE = 0.02  # seconds that what has come since may take

_READ: WeakKeyDictionary[TopicPartitionState, _Read] = WeakKeyDictionary()


async def newest(
    fetcher: Fetcher,
    partitions: Collection[TP],
    timeout: float,  # noqa: ASYNC109 - as aiokafka has it
    most: int,
) -> dict[TP, RawBatch]:
    """As `fetched`; what was waiting here for a busy worker comes with what brokers have got since it was fetched.

    A fetch ahead is as old as the worker was busy, and what came meanwhile would wait for as long again.
    """
    waiting = await fetched(fetcher, partitions, 0, most)
    if not waiting:
        return await fetched(fetcher, partitions, timeout, most)
    if fetcher._records or sum(len(raw.offsets) for raw in waiting.values()) >= most:  # noqa: SLF001 - as below
        return waiting
    since = await fetched(fetcher, partitions, SINCE, most)
    return waiting | {tp: following(waiting[tp], raw) if tp in waiting else raw for tp, raw in since.items()}


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
            if fetcher._subscriptions.reassignment_in_progress:  # noqa: SLF001
                await fetcher._subscriptions.wait_for_assignment()  # noqa: SLF001 - not within what follows
            for result in fetcher._records.values():  # noqa: SLF001
                if isinstance(result, FetchResult):
                    result.getall = partial(_taken, result, most)  # where `fetched_records` asks for all
            found = await fetcher.fetched_records(partitions)
            left = until - monotonic()
            if found or left <= 0:
                return dict(found)
            waiter = fetcher._create_fetch_waiter()  # noqa: SLF001
            done, _ = await asyncio.wait([waiter], timeout=left)
            if not done or fetcher._closed:  # noqa: SLF001
                waiter.cancel()
                return {}
            waiter.result()  # which raises what is wrong with the group, if anything is


def _taken(result: FetchResult, most: int, _: int | None = None) -> RawBatch | None:
    """The next records of a fetch, and the partition's position behind them then; None: there are none any more."""
    if not result.check_assignment(result._topic_partition) or not result.has_more():  # noqa: SLF001
        return None
    records = result._partition_records  # noqa: SLF001
    state, begin = result._assignment.state_value(result._topic_partition), records.next_fetch_offset  # noqa: SLF001
    try:
        raw = _aiokafkas(result, most) if is_old(records) else unpacked(records, most)
    except CorruptRecordException:
        result._partition_records = None  # noqa: SLF001 - so that it is fetched again
        raise
    before = _READ.get(state)
    since = before.since if before is not None and before.position == begin else begin  # else somebody sought
    end = records.next_fetch_offset
    _READ[state] = _Read(end, since if raw is None else raw.offsets[-1] + 1)
    state.consumed_to(end)
    if not records._records.has_next():  # noqa: SLF001
        result._partition_records = None  # noqa: SLF001
    return None if raw is None else raw._replace(since=since)


def _aiokafkas(result: FetchResult, most: int) -> RawBatch | None:
    """The next records as aiokafka reads them."""
    taken = list(islice(result._partition_records, most))  # noqa: SLF001
    return envelope(taken) if taken else None
