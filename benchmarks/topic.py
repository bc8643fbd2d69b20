"""Fills topics as a producer on the platform would: lz4, keyed, murmur2 partitions, header `ingested`."""

import asyncio
from collections.abc import Iterable

from aiokafka import AIOKafkaProducer
from kafka.partitioner.default import murmur2

from benchmarks.traffic.made import Made

BATCH = 256 * 1024  # bytes before compression
UNDER_WAY = 256  # batches


def fill(bootstrap: str, topic: str, partitions: int, records: Iterable[Made]) -> int:
    """Sends the records in their order, as fast as the brokers take them; returns how many have arrived."""
    return asyncio.run(_fill(bootstrap, topic, partitions, records))


async def _fill(bootstrap: str, topic: str, partitions: int, records: Iterable[Made]) -> int:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", compression_type="lz4", max_batch_size=BATCH, linger_ms=0
    )
    await producer.start()
    homes: dict[bytes, int] = {}
    count, under_way = 0, list[asyncio.Future[object]]()
    filling = {partition: producer.create_batch() for partition in range(partitions)}

    async def submit(partition: int) -> None:
        filling[partition].close()
        under_way.append(await producer.send_batch(filling[partition], topic, partition=partition))
        filling[partition] = producer.create_batch()
        if len(under_way) >= UNDER_WAY:
            await asyncio.gather(*under_way)
            under_way.clear()

    try:
        for key, ts, value in records:
            if key not in homes:
                homes[key] = (murmur2(key) & 0x7FFFFFFF) % partitions
            about = [("ingested", b"%d" % ts)]
            while not filling[homes[key]].append(timestamp=None, key=key, value=value, headers=about):
                await submit(homes[key])
            count += 1
        for partition in range(partitions):
            if filling[partition].record_count():
                await submit(partition)
        await asyncio.gather(*under_way)
    finally:
        await producer.stop()
    return count
