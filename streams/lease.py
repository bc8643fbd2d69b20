"""For how long a worker may speak for its partitions: until the group may have counted it out.

A worker that was stopped for longer than its session finds out by its next heartbeat. By then others have its
partitions, and what it still had in hand would be there twice, or be a checkpoint that is older than theirs.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from math import inf
from time import monotonic
from typing import NoReturn

from aiokafka.errors import KafkaError

from streams.errors import Failed

SHARE = 0.8  # of a session; heartbeats come four times in one
LOOK = 0.05  # seconds between looks whether a heartbeat has been answered
FORGOTTEN = 180.0  # seconds without one, three times what a rebalance may take, after which none is expected any more


class Fenced(Failed):
    """The group has counted this worker out: what it has in hand is for others to do."""

    def __init__(self) -> None:
        super().__init__("the session was over before the group heard of this worker; others have its partitions")


class Lease:
    """Holds for a share of a session from when the last heartbeat that was answered was sent; for ever before one is.

    `session` is in seconds. Renewed by the thread that sends heartbeats.
    """

    def __init__(self, session: float = inf) -> None:
        self._seconds = SHARE * session
        self._until = inf
        self.over = False

    def begin(self, asked: float) -> None:
        """The worker is in the group, by what that said at a monotonic time."""
        self.over, self._until = False, asked + self._seconds

    def renew(self, asked: float) -> None:
        """A heartbeat that was sent at a monotonic time has been answered."""
        self._until = asked + self._seconds

    def end(self) -> None:
        """The worker has been counted out."""
        self.over = True

    @property
    def holds(self) -> bool:
        """Whether the group is known to count on this worker."""
        return not self.over and monotonic() < self._until

    async def held(self) -> None:
        """Returns when the group is known to count on this worker; raises Fenced where it does not."""
        while not self.holds:
            if self.over:
                raise Fenced
            await asyncio.sleep(LOOK)

    async def watch(self, ask: Callable[[], Awaitable[object]], patience: float = FORGOTTEN) -> NoReturn:
        """Raises Failed when no heartbeat is answered for so many seconds in which brokers answer what they are asked.

        Kafka's client has lost its way then, and only a process that begins anew joins the group again. Time in which
        the process stands still, or no broker answers, does not count.
        """
        waited, step = 0.0, patience / 100
        while waited < patience:
            await asyncio.sleep(step)
            if monotonic() < self._until:
                waited = 0.0
                continue
            with suppress(TimeoutError, KafkaError):
                async with asyncio.timeout(step):
                    await ask()
                waited += step
        raise Failed(f"the group answers no heartbeat for {patience:g} s, though brokers do; a restart joins it anew")
