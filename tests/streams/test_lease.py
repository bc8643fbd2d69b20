"""What a worker sends leaves only while the group counts on it."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import pytest
from aiokafka.errors import KafkaConnectionError

from streams.errors import Failed
from streams.lease import SHARE, Fenced, Lease

LONG, SHORT = 3_600.0, 0.05  # seconds


def held(lease: Lease) -> bool:
    """Whether it is at once."""

    async def scene() -> bool:
        waiting = asyncio.create_task(lease.held())
        done, _ = await asyncio.wait([waiting], timeout=0)
        await asyncio.sleep(0)
        at_once = bool(done) or waiting.done()
        waiting.cancel()
        return at_once

    return asyncio.run(scene())


def test_before_the_group_has_said_anything_it_holds() -> None:
    assert held(Lease())
    assert held(Lease(SHORT))


def test_it_holds_from_when_the_last_heartbeat_was_sent() -> None:
    lease = Lease(LONG)
    lease.begin(monotonic())
    assert held(lease)
    lease.renew(monotonic() - LONG)  # the process stood still for a session
    assert not held(lease)
    lease.renew(monotonic() - SHARE * LONG + LONG / 10)
    assert held(lease)


def test_who_waits_goes_on_when_a_heartbeat_is_answered() -> None:
    async def scene() -> None:
        lease = Lease(LONG)
        lease.renew(monotonic() - LONG)
        waiting = asyncio.create_task(lease.held())
        await asyncio.sleep(0)
        assert not waiting.done()
        lease.renew(monotonic())
        await waiting

    asyncio.run(scene())


def test_who_is_counted_out_while_it_waits_sends_nothing() -> None:
    async def scene() -> None:
        lease = Lease(LONG)
        lease.renew(monotonic() - LONG)
        waiting = asyncio.create_task(lease.held())
        await asyncio.sleep(0)
        lease.end()
        with pytest.raises(Fenced, match=r"^the session was over"):
            await waiting
        with pytest.raises(Fenced):
            await lease.held()
        lease.begin(monotonic())
        await lease.held()

    asyncio.run(scene())


async def watched(lease: Lease, ask: Callable[[], Awaitable[object]], patience: float) -> None:
    async with asyncio.timeout(LONG):
        await lease.watch(ask, patience)


def test_a_worker_that_the_group_answers_no_more_ends_where_brokers_do() -> None:
    asked = list[float]()

    async def answer() -> None:
        asked.append(monotonic())

    lease = Lease(LONG)
    lease.renew(monotonic() - 2 * LONG)  # as after it stood still: that by itself ends nothing
    with pytest.raises(Failed, match=r"^the group answers no heartbeat for 0\.05 s, though brokers do; a restart"):
        asyncio.run(watched(lease, answer, SHORT))
    assert asked[-1] - asked[0] > SHORT / 2


@pytest.mark.parametrize("how", ["an error", "no answer", "a heartbeat"])
def test_it_waits_on_while_no_broker_answers_and_where_a_heartbeat_is_answered(how: str) -> None:
    lease, asked = Lease(LONG), asyncio.Event()

    async def ask() -> None:
        asked.set()
        if how == "a heartbeat":
            lease.renew(monotonic())
        elif how == "an error":
            raise KafkaConnectionError
        else:
            await asyncio.sleep(LONG)

    async def scene() -> None:
        lease.renew(monotonic() - 2 * LONG)
        watching = asyncio.create_task(watched(lease, ask, SHORT))
        await asked.wait()
        done, _ = await asyncio.wait([watching], timeout=4 * SHORT)
        assert not done
        watching.cancel()

    asyncio.run(scene())


def test_before_it_has_joined_nothing_is_expected_of_the_group() -> None:
    async def scene() -> None:
        watching = asyncio.create_task(watched(Lease(SHORT), asyncio.Event().wait, SHORT))
        done, _ = await asyncio.wait([watching], timeout=4 * SHORT)
        assert not done
        watching.cancel()

    asyncio.run(scene())
