"""What is fetched says from where on it is all there is, so that a stage notices what was passed over."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition
from faust.types import TP

from streams.fetching import fetched
from streams.raw import RawBatch
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
