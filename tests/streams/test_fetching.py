"""What is fetched says from where on it is all there is, so that a stage notices what was passed over."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition
from faust.types import TP

from streams import fetching
from streams.fetching import fetched, newest
from streams.raw import RawBatch
from streams.unpacking import following
from tests.conftest import SharedBroker
from tests.kafka.topics import Topics

PATIENCE = 20.0  # seconds

Fetch = Callable[[], Awaitable[tuple[int | None, list[int]]]]


@asynccontextmanager
async def reading(bootstrap: str, topic: str) -> AsyncIterator[tuple[AIOKafkaConsumer, Fetch]]:
    """A consumer of partition 0, and a way to fetch: since when, and the offsets."""
    place = TopicPartition(topic, 0)
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, isolation_level="read_committed") as consumer:
        consumer.assign([place])
        consumer.seek(place, 0)

        async def fetch() -> tuple[int | None, list[int]]:
            raw: RawBatch = (await fetched(consumer._fetcher, (), PATIENCE, 10_000))[TP(topic, 0)]
            return raw.since, list(raw.offsets)

        yield consumer, fetch


async def written(bootstrap: str, topic: str, *values: bytes) -> None:
    """Writes records in a transaction of their own, which ends with a mark that has an offset too."""
    async with (
        AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=topic) as producer,
        producer.transaction(),
    ):
        for value in values:
            await producer.send(topic, value, partition=0)


async def produced(bootstrap: str, topic: str, records: list[tuple[bytes | None, bytes | None]]) -> None:
    """Writes records with a key, a value and a header each, as one batch."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        batch = producer.create_batch()
        for key, value in records:
            batch.append(timestamp=7, key=key, value=value, headers=[("ingested", value)])
        await (await producer.send_batch(batch, topic, partition=0))


def test_fetches_follow_on_each_other_and_marks_of_transactions_are_no_gap(
    broker: SharedBroker, topics: Topics
) -> None:
    topic = topics.create()

    async def run() -> list[tuple[int | None, list[int]]]:
        async with reading(broker.bootstrap, topic) as (_, fetch):
            await written(broker.bootstrap, topic, b"a", b"b")
            first = await fetch()
            await written(broker.bootstrap, topic, b"c")
            second = await fetch()
            await written(broker.bootstrap, topic, b"d")
            return [first, second, await fetch()]

    assert asyncio.run(run()) == [(0, [0, 1]), (2, [3]), (4, [5])]


def test_who_seeks_forward_begins_where_that_is(broker: SharedBroker, topics: Topics) -> None:
    topic = topics.create()

    async def run() -> list[tuple[int | None, list[int]]]:
        async with reading(broker.bootstrap, topic) as (consumer, fetch):
            await written(broker.bootstrap, topic, b"a", b"b", b"c")
            first = await fetch()
            await written(broker.bootstrap, topic, b"d", b"e")
            consumer.seek(TopicPartition(topic, 0), 5)
            return [first, await fetch()]

    assert asyncio.run(run()) == [(0, [0, 1, 2]), (5, [5])]


def test_what_waited_here_comes_with_what_brokers_have_got_since(
    broker: SharedBroker, topics: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one batch, whose keys, values and headers are those of a reader of one record at a time."""
    topic = topics.create()
    monkeypatch.setattr(fetching, "SINCE", PATIENCE)  # however slow this machine is

    async def run() -> tuple[RawBatch, list[RawBatch]]:
        async with reading(broker.bootstrap, topic) as (consumer, _):
            fetcher, place = consumer._fetcher, TP(topic, 0)
            await produced(broker.bootstrap, topic, [(b"a", None), (None, b"1")])
            while place not in fetcher._records:
                await asyncio.wait([fetcher._create_fetch_waiter()], timeout=PATIENCE)
            await produced(broker.bootstrap, topic, [(b"b", b"2"), (b"c", b"")])
            together = (await newest(fetcher, (), PATIENCE, 10_000))[place]
            consumer.seek(TopicPartition(topic, 0), 0)
            return together, [(await fetched(fetcher, (), PATIENCE, 1))[place] for _ in range(2)]

    together, (first, second) = asyncio.run(run())
    for column in ("offsets", "keys", "values", "headers", "timestamps"):
        assert list(getattr(together, column)) == [*getattr(first, column), *getattr(second, column)]
    assert list(together.keys or ()) == [b"a", None, b"b", b"c"]
    assert together.since == 0


def test_of_two_fetches_between_which_somebody_sought_only_the_second_counts() -> None:
    first = RawBatch("calls", 0, [3, 4], [b"", b""], [b"", b""], [(), ()], [1, 1], since=3)
    back = first._replace(offsets=[0, 1], since=0)
    assert following(first, back) == back
    on = first._replace(offsets=[6, 7], since=5)
    assert following(first, on).offsets == [3, 4, 6, 7]
