"""What a process says of itself: its figures, and whether it is well, without Kafka."""

import ast
import asyncio
import logging
import socket
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

import streams
from streams import recovery as module
from streams.errors import WrongUsage
from streams.metrics import Metrics
from streams.publisher import Publisher
from streams.raw import DeadLetter
from streams.reasons import KINDS, kind_of
from streams.recovery import Recovery
from streams.serving import Serving
from streams.settings import Settings
from tests.product import product
from tests.streams.replaying import accounts, calls

SOURCE = ("calls", 0)


def reasons() -> list[str]:
    """How every reason begins that a record of any topic is refused for."""
    found = []
    for path in Path(streams.__path__[0]).rglob("*.py"):
        if path.parent.name == "importing":
            continue  # what others sent is refused there before it is a record
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rejected":
                found += [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)][:1]
    return [*map(str, found), "partition 1 does not hold", "ts is 2.0 h ahead", "not delivered: 503"]


def test_every_reason_of_a_dead_letter_is_of_a_kind_and_every_kind_has_a_reason() -> None:
    assert len(reasons()) > 15
    assert {kind_of(reason) for reason in reasons()} == set(KINDS.values())


def test_outputs_are_counted_when_they_are_sent_and_those_there_already_are_not() -> None:
    said = product(accounts(), calls())
    alert, other = said.alerts[:2]
    letter = DeadLetter("calls", 0, 7, None, b"{", (), None, "malformed JSON: Input data was truncated")

    async def scene() -> tuple[Metrics, int]:
        publisher = Publisher(Settings(), Metrics())
        pending: list[asyncio.Future[Any]] = []

        async def send(*_: object) -> asyncio.Future[Any]:
            pending.append(asyncio.get_running_loop().create_future())
            return pending[-1]

        publisher._producers.send = send  # type: ignore[method-assign,assignment]
        publisher.suppress(SOURCE, [alert.id, "calls/0/7"])
        await publisher.alerts(SOURCE, [alert, other], 3)
        await publisher.alerts(SOURCE, [alert], 9)  # another time it is a record of its own
        await publisher.recommendations(SOURCE, said.records[:1], 3)
        await publisher.dead_letters(SOURCE, [letter, letter._replace(offset=8)])
        pending[0].set_result(None)
        awaited = publisher.awaited
        await publisher.stop()
        return publisher.metrics, awaited

    metrics, awaited = asyncio.run(scene())
    value = metrics.registry.get_sample_value
    assert awaited == 3
    for of in (alert, other):
        assert value("ringfence_findings_total", {"detector": of.detector, "level": str(of.level)}) == 1
    assert value("ringfence_recommendations_total", {"action": said.records[0].action}) == 1
    assert value("ringfence_dead_letters_total", {"topic": "calls", "reason": "json"}) == 1
    assert [value("ringfence_suppressed_total", {"topic": topic}) for topic in ("alerts", "dead-letter")] == [1, 1]


def get(address: tuple[str, int], page: str) -> tuple[int, str]:
    connection = HTTPConnection(*address, timeout=10)
    connection.request("GET", page)
    answer = connection.getresponse()
    status, text = answer.status, answer.read().decode()
    connection.close()
    return status, text


def test_health_is_503_with_the_reason_until_all_is_well() -> None:
    troubles = ["no partitions yet", None]

    async def scene() -> list[tuple[int, str]]:
        metrics = Metrics()
        metrics.judged("sms", 3, 5, 2)
        async with Serving(Settings(metrics_port=0), metrics.registry, lambda: troubles.pop(0)) as serving:
            assert serving._runner
            address = serving._runner.addresses[0]
            assert address[0] == "127.0.0.1"
            return [await asyncio.to_thread(get, address, page) for page in ("/health", "/health", "/metrics", "/")]

    first, second, figures, nothing = asyncio.run(scene())
    assert (first, second) == ((503, "no partitions yet\n"), (200, "well\n"))
    assert 'ringfence_events_total{partition="3",topic="sms"} 5.0' in figures[1].splitlines()
    assert 'ringfence_late_events_total{topic="sms"} 2.0' in figures[1].splitlines()
    assert nothing[0] == 404


def test_a_port_that_is_taken_is_named() -> None:
    async def scene(port: int) -> None:
        async with Serving(Settings(metrics_port=port), CollectorRegistry(), lambda: None):
            pass

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(WrongUsage) as wrong:
        asyncio.run(scene(taken.getsockname()[1]))
    assert str(wrong.value).startswith("RINGFENCE_METRICS_PORT: cannot listen at 127.0.0.1:")


def test_nothing_listens_unless_a_port_is_set() -> None:
    async def scene() -> None:
        async with Serving(Settings(), CollectorRegistry(), lambda: None) as serving:
            assert serving._runner is None

    asyncio.run(scene())


def test_a_take_over_that_takes_long_says_how_far_it_is(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAY_EVERY", 0)
    caplog.set_level(logging.INFO, "ringfence")

    async def scene() -> Recovery:
        recovery = Recovery()
        async with recovery.of(8):
            recovery.restored(3, 4_096)
            recovery.partitions -= 1
            recovery.reading_again(lambda: 12)
            assert recovery.left == 12
            for _ in range(3):  # turns of the loop
                await asyncio.sleep(0)
        return recovery

    over = asyncio.run(scene())
    assert caplog.messages[0] == (
        "taking over: 7 partitions to go after 0 s; 3 pages, 4096 bytes restored, 12 records to read again"
    )
    assert (over.pages, over.bytes, over.left) == (3, 4_096, 0)
    assert over.seconds > 0
