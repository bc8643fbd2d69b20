"""The broker that benchmarks run on, and topics on it with traffic."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks import topic
from benchmarks.traffic.made import account_records
from benchmarks.traffic.streams import TRAFFIC
from streams import topics
from streams.settings import PREFIX, Settings
from tests.kafka.broker import Broker, answers
from tests.kafka.jars import NoKafka
from tests.kafka.topics import Topics

KEPT = {"RINGFENCE_CACHE", "RINGFENCE_TEST_BROKER"}


def forget_settings() -> None:
    """Takes other RINGFENCE_ variables away: a benchmark is of this version as it is, and not on somebody's cluster."""
    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in KEPT]:
        del os.environ[name]


@contextmanager
def broker() -> Iterator[str]:
    """The address of a broker, `host:port`. Raises NoKafka where there is none and none can be started."""
    given = os.environ.get("RINGFENCE_TEST_BROKER")
    if given is None:
        with Broker() as started:
            yield started.bootstrap
    elif answers(given):
        yield given
    else:
        raise NoKafka(f"RINGFENCE_TEST_BROKER: no Kafka broker answers at {given}")


@contextmanager
def filled(bootstrap: str, records: Mapping[str, int], accounts: int, partitions: int) -> Iterator[Settings]:
    """Topics of their own with so many records of each stream, and the settings by which workers find them."""
    own = Topics(bootstrap)
    settings = Settings(brokers=bootstrap, topic_prefix=own.prefix, partitions=partitions)
    try:
        for stream in records:
            own.create(stream, partitions, retention_ms=-1)  # the day is past; it is not to be deleted
        topics.apply(settings)
        topic.fill(bootstrap, settings.topic("accounts"), partitions, account_records(accounts))
        for stream, count in records.items():
            topic.fill(bootstrap, settings.topic(stream), partitions, TRAFFIC[stream](count, accounts))
        yield settings
    finally:
        own.delete()
