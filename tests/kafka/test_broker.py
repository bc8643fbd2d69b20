import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient

from tests.conftest import SharedBroker
from tests.kafka.broker import Broker, answers
from tests.kafka.jars import NoKafka, jars, java
from tests.kafka.topics import Topics


async def produce(bootstrap: str, topic: str, values: list[bytes], codec: str | None = None) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, compression_type=codec, acks="all") as producer:
        for value in values:
            await producer.send(topic, value, partition=0)
        await producer.flush()


async def read(bootstrap: str, topic: str, count: int) -> list[bytes]:
    """The first `count` values of partition 0; fails if they are not there within 20 s."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        return [(await asyncio.wait_for(consumer.getone(), 20)).value for _ in range(count)]


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_what_a_producer_compresses_is_read_back(codec: str, broker: SharedBroker, topics: Topics) -> None:
    topic = topics.create(codec, compression_type="producer")
    sent = [b'{"id":"%d","text":"%s"}' % (i, b"a" * 500) for i in range(200)]
    asyncio.run(produce(broker.bootstrap, topic, sent, codec))
    assert asyncio.run(read(broker.bootstrap, topic, len(sent))) == sent


def test_topics_of_one_test_are_gone_after_it_and_those_of_others_are_not(broker: SharedBroker) -> None:
    mine, other = Topics(broker.bootstrap), Topics(broker.bootstrap)
    gone, kept = mine.create("calls", partitions=3), other.create("calls")
    mine.delete()
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    try:
        left = admin.list_topics()
    finally:
        admin.close()
        other.delete()
    assert gone not in left
    assert kept in left


def test_a_killed_broker_comes_back_at_its_address_with_what_it_had(own_broker: Broker) -> None:
    address, first = own_broker.bootstrap, own_broker.pid
    topic = Topics(address).create()
    asyncio.run(produce(address, topic, [b"before"]))
    own_broker.kill()
    assert not answers(address)
    own_broker.start()
    assert own_broker.bootstrap == address
    assert asyncio.run(read(address, topic, 1)) == [b"before"]
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_broker_by_hand_says_where_it_is_and_is_gone_with_its_data_when_it_is_told_to_end() -> None:
    with subprocess.Popen([sys.executable, "-m", "tests.kafka"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said, _, bootstrap = process.stdout.readline().strip().partition("=")
        assert (said, answers(bootstrap)) == ("export RINGFENCE_BROKERS", True)
        process.terminate()
        assert process.wait(30) == 0
    assert not answers(bootstrap)


def test_a_machine_without_java_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(NoKafka, match="no java in PATH: install a JDK 17 or newer"):
        java()


def test_a_machine_without_maven_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("RINGFENCE_CACHE", str(tmp_path / "empty"))
    with pytest.raises(NoKafka, match="no mvn in PATH: install Maven, or set RINGFENCE_TEST_BROKER"):
        jars()
