"""The broker that tests share, and topics of their own on it."""

import os
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

import pytest

from tests.kafka.broker import Broker, answers
from tests.kafka.jars import NoKafka
from tests.kafka.topics import Topics

STARTING = {"container", "chaos"}  # folders of tests that start processes of their own, besides those with a broker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has what starts servers run one after the other, and first, while another process runs the rest file by file."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group("servers" if starts(item) else str(item.path)))
    items.sort(key=lambda item: not starts(item))


def starts(item: pytest.Item) -> bool:
    """Whether a test starts servers."""
    fixtures = {"broker", "own_broker"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or not STARTING.isdisjoint(item.path.parts)


class SharedBroker(NamedTuple):
    """Where the broker of this test run listens, as `host:port`. No test may stop it."""

    bootstrap: str


@pytest.fixture(scope="session")
def broker() -> Iterator[SharedBroker]:
    """A real broker: RINGFENCE_TEST_BROKER, else one that is started for this run."""
    given = os.environ.get("RINGFENCE_TEST_BROKER")
    if given:
        if not answers(given):
            pytest.fail(f"RINGFENCE_TEST_BROKER: no Kafka broker answers at {given}")
        yield SharedBroker(given)
        return
    try:
        started = Broker()
    except NoKafka as missing:
        _do_without(missing)
    with started:
        yield SharedBroker(started.bootstrap)


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    """A broker that only this test uses, so that it may stop, kill and restart it."""
    try:
        own = Broker()
    except NoKafka as missing:
        _do_without(missing)
    with own:
        yield own


@pytest.fixture
def topics(broker: SharedBroker) -> Iterator[Topics]:
    """Topics under a prefix of this test's own, deleted after it."""
    own = Topics(broker.bootstrap)
    yield own
    own.delete()


def _do_without(missing: NoKafka) -> NoReturn:
    if os.environ.get("RINGFENCE_REQUIRE_BROKER"):
        pytest.fail(f"a real Kafka is required here (RINGFENCE_REQUIRE_BROKER): {missing}")
    pytest.skip(f"needs a real Kafka: {missing}")
