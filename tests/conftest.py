"""The broker that tests share, and topics of their own on it."""

import os
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

import pytest

from tests.kafka.broker import Broker, answers
from tests.kafka.jars import NoKafka
from tests.kafka.topics import Topics

CHECKED = ("test_modes.py", "test_fuzz.py")  # files that compile with checks of every index, which is done once
IMAGES = "container"  # the folder of tests for which an image is made, which takes longest


@pytest.hookimpl(tryfirst=True)  # before what names tests by their groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has what starts servers come first; where there are several processes, other files each stay in one of them."""
    for item in items:
        if not starts(item) or IMAGES in item.path.parts:  # one image is enough
            item.add_marker(pytest.mark.xdist_group("checked" if item.path.name in CHECKED else str(item.path)))
    items.sort(key=lambda item: (IMAGES not in item.path.parts, not starts(item)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuses files that are torn apart: their fixtures are set up in each process, and the image is built twice."""
    grouped = [item for item in session.items if item.get_closest_marker("xdist_group")]
    if session.config.getoption("loadgroup", default=False) and not all("@" in item.nodeid for item in grouped):
        raise pytest.UsageError("pytest-xdist names no tests by their groups: is it older than this pytest?")


def starts(item: pytest.Item) -> bool:
    """Whether a test has a broker of its own, or shares one."""
    return not {"broker", "own_broker"}.isdisjoint(getattr(item, "fixturenames", ()))


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
        without_kafka(missing)
    with started:
        yield SharedBroker(started.bootstrap)


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    """A broker that only this test uses, so that it may stop, kill and restart it."""
    try:
        own = Broker()
    except NoKafka as missing:
        without_kafka(missing)
    with own:
        yield own


@pytest.fixture
def topics(broker: SharedBroker) -> Iterator[Topics]:
    """Topics under a prefix of this test's own, deleted after it."""
    own = Topics(broker.bootstrap)
    yield own
    own.delete()


def without_kafka(missing: NoKafka) -> NoReturn:
    """Fails where a real Kafka is required, else skips the test."""
    if os.environ.get("RINGFENCE_REQUIRE_BROKER"):
        pytest.fail(f"a real Kafka is required here (RINGFENCE_REQUIRE_BROKER): {missing}")
    pytest.skip(f"needs a real Kafka: {missing}")
