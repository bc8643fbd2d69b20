"""What a producer holds when its worker's session is over never arrives, though the broker was away meanwhile."""

import asyncio
from pathlib import Path
from time import monotonic

import pytest
from aiokafka.errors import ProducerFenced

from streams.lease import Lease
from streams.producers import Producers
from streams.settings import Settings
from tests.conftest import SharedBroker
from tests.kafka.broker import Broker
from tests.kafka.cluster import Cluster

SESSION = 3_600.0  # seconds
SOURCE = ("calls", 0)
SHORT = 1.0  # seconds in which the broker, and the producer's next attempt, would have been


def test_it_waits_for_a_heartbeat_and_is_dropped_where_the_group_says_no(broker: SharedBroker, tmp_path: Path) -> None:
    assert broker.bootstrap  # where a Kafka can be had; this one is a test's own, to be killed
    with Broker() as own:
        cluster = Cluster(own.bootstrap, "late.", 1, tmp_path)
        cluster.done("topics", "apply")
        asyncio.run(_scene(own, Settings(brokers=own.bootstrap)))
        assert [record.value for record in cluster.records("alerts")] == [b"before", b"before", b"waited", b"anew"]


async def _scene(broker: Broker, settings: Settings) -> None:
    leases = kept, lost = Lease(SESSION), Lease(SESSION)
    waiting, dropping = (Producers(settings, lease) for lease in leases)
    for lease, producers in ((kept, waiting), (lost, dropping)):
        await producers.start()
        lease.begin(monotonic())
        await (await _send(producers, b"before"))
    broker.kill()
    waited, dropped = await _send(waiting, b"waited"), await _send(dropping, b"dropped")  # the leases still hold
    for lease in leases:
        lease.renew(monotonic() - SESSION)
    broker.start()  # as soon as it is back, producers try again
    done, _ = await asyncio.wait([waited, dropped], timeout=SHORT)
    assert not done
    kept.renew(monotonic())
    await waited
    lost.end()
    with pytest.raises(ProducerFenced, match=r"the session was over"):
        await dropped
    await dropping.forget()
    lost.begin(monotonic())
    await (await _send(dropping, b"anew"))
    for producers in (waiting, dropping):
        await producers.stop()


async def _send(producers: Producers, value: bytes) -> "asyncio.Future[object]":
    return await producers.send(SOURCE, "late.alerts", 0, b"account", value, [])
