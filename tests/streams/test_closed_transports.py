"""A connection that is gone is said to be gone, on uvloop as on asyncio."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvloop
from aiokafka import AIOKafkaConsumer
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.metadata import MetadataRequest

from streams.closed_transports import heed_closed_transports
from tests.conftest import SharedBroker


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_what_is_sent_on_a_connection_that_was_just_lost_fails_as_kafka_does(
    broker: SharedBroker, run: Callable[[Coroutine[Any, Any, None]], None]
) -> None:
    heed_closed_transports()
    heed_closed_transports()  # as often as anybody likes
    host, _, port = broker.bootstrap.partition(":")

    async def scene() -> None:
        connection = await create_conn(host, int(port))
        connection._writer.transport.abort()
        await asyncio.sleep(0)  # the transport is closed, and nobody has read that yet
        with pytest.raises((KafkaConnectionError, TimeoutError)):
            await asyncio.wait_for(connection.send(MetadataRequest([])), 5)
        assert not connection.connected()

    run(scene())


def test_who_asks_where_the_brokers_are_just_then_is_told(broker: SharedBroker) -> None:
    heed_closed_transports()

    async def scene() -> None:
        async with AIOKafkaConsumer(bootstrap_servers=broker.bootstrap) as consumer:
            client = consumer._client
            assert await client.ready(next(iter(client.cluster.brokers())).nodeId)
            for connection in client._conns.values():
                connection._reader.feed_data(b"\0")  # it is lost in the midst of an answer
                connection._writer.transport.abort()
            await asyncio.sleep(0)
            assert all(connection.connected() for connection in client._conns.values())  # as far as aiokafka knows
            async with asyncio.timeout(30):
                while not await client._metadata_update(client.cluster, []):  # what raises here ends all asking
                    pass

    uvloop.run(scene())
