"""Records as producers would write them: calls of an account, what is known of it, and where they go."""

import asyncio
import json
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from kafka.partitioner.default import murmur2

from tests.kafka.cluster import Cluster

T0 = 1_790_000_000_000
DAY = 86_400_000
NUMBER = "+14155550100"
PARTITIONS = 2

Headers = Sequence[tuple[str, bytes | None]]
Row = tuple[str, int, bytes | None, bytes | None, Headers]  # topic, partition, key, value, headers


def home(account: str) -> int:
    return int(murmur2(account.encode()) & 0x7FFFFFFF) % PARTITIONS


def attempt(account: str, i: int, ts: int) -> bytes:
    call = {"id": f"{account}-{i}", "account": account, "ts": ts, "event": "attempt", "call": f"leg-{i}"}
    return json.dumps(call | {"direction": "outbound", "from": NUMBER, "to": "+12125550123"}).encode()


def burst(account: str, begin: int = T0, calls: int = 10) -> list[Row]:
    """More calls within a second than the packaged policy allows."""
    return [call_row(account, attempt(account, begin + i, begin + 20 * i)) for i in range(calls)]


def call_row(account: str, value: bytes | None) -> Row:
    return ("calls", home(account), account.encode(), value, [("ingested", str(T0).encode())])


def facts(account: str, **fields: object) -> Row:
    record = {"account": account, "numbers": [{"number": NUMBER}], **fields}
    return ("accounts", home(account), account.encode(), json.dumps(record).encode(), [])


def produce(cluster: Cluster, rows: list[Row], codec: str | None = None) -> None:
    async def run() -> None:
        async with AIOKafkaProducer(bootstrap_servers=cluster.bootstrap, compression_type=codec) as producer:
            for topic, partition, key, value, headers in rows:
                batch = producer.create_batch()
                batch.append(timestamp=None, key=key, value=value, headers=list(headers))
                await (await producer.send_batch(batch, cluster.prefix + topic, partition=partition))

    asyncio.run(run())
