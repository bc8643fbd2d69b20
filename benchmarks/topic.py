"""Fills topics as a producer on the platform would: lz4, keyed, murmur2 partitions, header `ingested`."""

import asyncio
from collections.abc import Iterable

from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from kafka.partitioner.default import murmur2

from benchmarks.traffic.made import Made

BATCH = 256 * 1024  # bytes before compression
UNDER_WAY = 256  # batches

Packed = tuple[int, BatchBuilder]  # a partition, and what goes there


class Sender:
    """Records to batches of their partitions, and these to one topic."""

    def __init__(self, bootstrap: str, topic: str, partitions: int) -> None:
        self._bootstrap, self._topic, self._partitions = bootstrap, topic, range(partitions)
        self._homes: dict[bytes, int] = {}
        self._under_way: list[asyncio.Future[object]] = []

    async def start(self) -> None:
        """Connects."""
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap, acks="all", compression_type="lz4", max_batch_size=BATCH, linger_ms=0
        )
        await self._producer.start()
        self._filling = {partition: self._producer.create_batch() for partition in self._partitions}

    async def stop(self) -> None:
        """Disconnects."""
        await self._producer.stop()

    def add(self, made: Made) -> int | None:
        """None where there was room; else the partition whose batch has to be submitted before."""
        key, ts, value = made
        if key not in self._homes:
            self._homes[key] = (murmur2(key) & 0x7FFFFFFF) % len(self._partitions)
        home, about = self._homes[key], [("ingested", b"%d" % ts)]
        return None if self._filling[home].append(timestamp=None, key=key, value=value, headers=about) else home

    def packed(self, records: Iterable[Made]) -> list[Packed]:
        """Batches of these records and no others, to be sent at once."""
        full = list[Packed]()
        for made in records:
            while (home := self.add(made)) is not None:
                full.append(self._taken(home))
        return full + [self._taken(home) for home in self._partitions if self._filling[home].record_count()]

    async def send(self, packed: Packed) -> None:
        """Hands a batch to the producer; waits where too many are under way."""
        home, batch = packed
        self._under_way.append(await self._producer.send_batch(batch, self._topic, partition=home))
        if len(self._under_way) >= UNDER_WAY:
            await self.delivered()

    async def submit(self, partition: int) -> None:
        """Sends what a partition's batch holds."""
        await self.send(self._taken(partition))

    async def delivered(self) -> None:
        """Returns when the brokers have all of it."""
        await asyncio.gather(*self._under_way)
        self._under_way.clear()

    def _taken(self, partition: int) -> Packed:
        """A partition's batch, closed; the next record begins another."""
        batch = self._filling[partition]
        batch.close()
        self._filling[partition] = self._producer.create_batch()
        return partition, batch


def fill(bootstrap: str, topic: str, partitions: int, records: Iterable[Made]) -> int:
    """Sends the records in their order, as fast as the brokers take them; returns how many have arrived."""
    return asyncio.run(_fill(Sender(bootstrap, topic, partitions), records))


async def _fill(sender: Sender, records: Iterable[Made]) -> int:
    count = 0
    await sender.start()
    try:
        for made in records:
            while (full := sender.add(made)) is not None:
                await sender.submit(full)
            count += 1
        for rest in sender.packed(()):
            await sender.send(rest)
        await sender.delivered()
    finally:
        await sender.stop()
    return count
