"""Reads stretches of partitions: what a restart has to look at before it goes on."""

from bisect import bisect_left
from collections.abc import AsyncIterator, Callable
from typing import Self

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from streams.disconnecting import disconnect
from streams.fetching import fetched
from streams.raw import RawBatch, part, picked
from streams.settings import Settings
from streams.topic_table import TOPICS

POLL = 0.2  # seconds
MOST = 10_000  # records at a time
HELD = 10  # ms that brokers hold a fetch behind the end of a stretch, for which that of the next one has to wait

Wanted = Callable[[str, int, bytes | None], bool]  # of topic, by its contract name, partition and key


def of_wanted(raw: RawBatch, topic: str, wanted: Wanted | None) -> RawBatch:
    """The records of a batch that are wanted; None: all are."""
    if wanted is None:
        return raw
    keys = raw.keys if raw.keys is not None else [None] * len(raw.offsets)
    return picked(raw, [i for i, key in enumerate(keys) if wanted(topic, raw.partition, key)])


class Records:
    """A connection for reading stretches, while it is open as a context: of them, the records that are wanted.

    `left` is how many offsets the stretch that is being read still has.
    """

    def __init__(self, settings: Settings, wanted: Wanted | None = None) -> None:
        self._settings, self._wanted, self.left = settings, wanted, 0
        self.names = {settings.topic(topic.name): topic.name for topic in TOPICS}  # contract names by the cluster's
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.bootstrap,
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
        while (position := await self._consumer.position(place)) < end:
            self.left = end - position
            for raw in (await fetched(self._consumer._fetcher, (), POLL, MOST)).values():  # noqa: SLF001 - as workers do
                within = of_wanted(part(raw, 0, bisect_left(raw.offsets, end)), topic, self._wanted)
                if within.offsets:
                    yield within
        self.left = 0
