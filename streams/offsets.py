"""What the brokers say of partitions: where they begin and end."""

from collections.abc import Collection, Iterable

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from streams.connection import connection
from streams.disconnecting import disconnect
from streams.settings import Settings


class Offsets:
    """A connection of its own: brokers answer each in turn, so a question would wait for a fetch that is held."""

    _consumer: AIOKafkaConsumer

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def start(self, topics: Collection[str] = ()) -> None:
        """Connects to the brokers, and asks where these topics are: the first question about each would do so."""
        self._consumer = AIOKafkaConsumer(**connection(self._settings))
        await self._consumer.start()
        await self._consumer._client.set_topics([self._settings.topic(topic) for topic in topics])  # noqa: SLF001 - at once

    async def stop(self) -> None:
        """Disconnects."""
        await disconnect(self._consumer)

    async def partitions(self, topics: Iterable[str]) -> int:
        """How many partitions topics have now; the most that one has, while they are being given more."""
        now = await self._consumer._client.fetch_all_metadata()  # noqa: SLF001 - what a consumer knows may be old
        return max(len(now.partitions_for_topic(self._settings.topic(topic)) or ()) for topic in topics)

    async def beginnings(self, topic: str, partitions: Collection[int]) -> dict[int, int]:
        """The first offset that there is of each of these partitions of a topic, by its contract name."""
        return _by_partition(await self._consumer.beginning_offsets(self._at(topic, partitions)) if partitions else {})

    async def ends(self, topic: str, partitions: Collection[int]) -> dict[int, int]:
        """The offset behind the last of each, as of now."""
        return _by_partition(await self._consumer.end_offsets(self._at(topic, partitions)) if partitions else {})

    async def since(self, topic: str, partitions: Collection[int], ts: int) -> dict[int, int]:
        """The offset of the first record of each with a timestamp of `ts` or later; else behind the last."""
        ends = await self.ends(topic, partitions)
        found = await self._consumer.offsets_for_times(dict.fromkeys(self._at(topic, partitions), ts))
        return ends | {place.partition: first.offset for place, first in found.items() if first is not None}

    def _at(self, topic: str, partitions: Collection[int]) -> list[TopicPartition]:
        return [TopicPartition(self._settings.topic(topic), partition) for partition in sorted(partitions)]


def _by_partition(offsets: dict[TopicPartition, int]) -> dict[int, int]:
    return {place.partition: offset for place, offset in offsets.items()}
