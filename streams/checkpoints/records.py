"""Reads stretches of partitions: what a restart has to look at before it goes on."""

from bisect import bisect_left
from collections.abc import AsyncIterator, Callable
from typing import Self

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from streams.connection import connection
from streams.disconnecting import disconnect
from streams.fetching import fetched
from streams.raw import RawBatch, part, picked
from streams.settings import Settings
from streams.topic_table import TOPICS

POLL = 0.2  # seconds
MOST = 10_000  # records at a time
HELD = 10  # ms that brokers hold a fetch behind the end of a stretch, for which that of the next one has to wait

Wanted = Callable[[str, int, bytes | None], bool]  # of topic, by its contract name, partition and key


def everything(_topic: str, _partition: int, _key: bytes | None) -> bool:
    """Wants all records."""
    return True


class Records:
    """A connection for reading stretches, while it is open as a context: of them, the records that are wanted."""

    def __init__(self, settings: Settings, wanted: Wanted = everything) -> None:
        self._settings, self._wanted = settings, wanted
        self.names = {settings.topic(topic.name): topic.name for topic in TOPICS}  # contract names by the cluster's
        self._consumer = AIOKafkaConsumer(
            **connection(settings),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            fetch_max_wait_ms=HELD,
            max_partition_fetch_bytes=16 << 20,
        )

    async def __aenter__(self) -> Self:
        """Connects."""
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnects."""
        await disconnect(self._consumer)

    async def between(self, topic: str, partition: int, begin: int, end: int) -> AsyncIterator[RawBatch]:
        """The records of a topic, by its contract name, from `begin` to `end` as far as they are there."""
        place = TopicPartition(self._settings.topic(topic), partition)
        if begin >= end:
            return
        self._consumer.assign([place])
        self._consumer.seek(place, begin)
        while await self._consumer.position(place) < end:
            for raw in (await fetched(self._consumer._fetcher, (), POLL, MOST)).values():  # noqa: SLF001 - as workers do
                within = self._within(part(raw, 0, bisect_left(raw.offsets, end)), topic)
                if within.offsets:
                    yield within

    def _within(self, raw: RawBatch, topic: str) -> RawBatch:
        """What is wanted of a batch. Nobody has counted what is left."""
        wanted = self._wanted
        if wanted is not everything:
            keys = raw.keys if raw.keys is not None else [None] * len(raw.offsets)
            raw = picked(raw, [i for i, key in enumerate(keys) if wanted(topic, raw.partition, key)])
        return raw._replace(since=None)
