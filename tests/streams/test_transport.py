"""What is fetched around a rebalance leaves no gap: it is dropped, and fetched again from where the stages are."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from faust.transport.drivers import aiokafka
from faust.types import TP

from streams.raw import RawBatch
from streams.transport import BatchConsumer, FetchThread

CALLS = TP("calls", 0)
RECORDS = RawBatch("calls", 0, [7], [b""], [b""], [()], [1])


class Consumer(BatchConsumer):
    """Without Kafka: `meanwhile` happens while a fetch is under way."""

    def __init__(self, meanwhile: int) -> None:
        self.handed_on, self.passed, self.watched = {}, {}, set()
        self.app = SimpleNamespace(consumer_generation_id=1)  # type: ignore[assignment]
        self.flow_active, self.sought, self.meanwhile = True, 0, meanwhile

    async def _wait_next_records(self, timeout: float) -> tuple[Any, Any]:  # noqa: ASYNC109 - as Faust calls it
        assert timeout
        self.app.consumer_generation_id += self.meanwhile
        return {CALLS: RECORDS}, None

    async def perform_seek(self) -> None:
        self.sought += 1

    @property
    def should_stop(self) -> bool:
        return False

    def assignment(self) -> set[TP]:
        return {CALLS}


def fetched(consumer: Consumer) -> list[int]:
    async def run() -> list[int]:
        return [message.offset async for _, message in consumer.getmany(1.0)]

    return asyncio.run(run())


def test_what_a_fetch_brings_is_handed_on() -> None:
    consumer = Consumer(0)
    assert (fetched(consumer), consumer.sought) == ([7], 0)


def test_what_a_fetch_brings_that_was_under_way_in_a_rebalance_is_fetched_again() -> None:
    consumer = Consumer(1)
    assert (fetched(consumer), consumer.sought) == ([], 1)


def test_a_broker_that_has_just_started_and_knows_no_topics_is_soon_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the leader of the group gives partitions to nobody for five minutes."""
    made = SimpleNamespace(_client=SimpleNamespace(_metadata_max_age_ms=300_000))
    monkeypatch.setattr(aiokafka.AIOKafkaConsumerThread, "_create_worker_consumer", lambda *_: made)
    transport: Any = None
    assert object.__new__(FetchThread)._create_worker_consumer(transport) is made
    assert made._client._metadata_max_age_ms <= 10_000


def test_seeking_takes_its_turn_with_fetching() -> None:
    done = list[object]()

    async def call_thread(seek: Any, *where: object) -> None:  # noqa: ANN401 - as Faust has it
        done.append("in its thread")
        seek(*where)

    consumer = Consumer(0)
    inner = SimpleNamespace(seek=lambda *where: done.append(where))
    consumer._thread = SimpleNamespace(call_thread=call_thread, _ensure_consumer=lambda: inner)  # type: ignore[assignment]
    asyncio.run(consumer._seek(CALLS, 5))
    assert done == ["in its thread", (CALLS, 5)]
