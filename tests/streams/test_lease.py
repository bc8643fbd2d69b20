"""What a worker sends leaves only while the group counts on it."""

import asyncio
from time import monotonic

import pytest

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
    lease.begin()
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
        lease.begin()
        await lease.held()

    asyncio.run(scene())
