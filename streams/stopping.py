"""How a command that goes on until it is told to end, ends."""

import asyncio
import logging
import signal
from collections.abc import Coroutine
from typing import TypeVar

from aiokafka.errors import KafkaError

from streams.errors import Failed

T = TypeVar("T")

log = logging.getLogger("ringfence")


async def until_stopped(work: Coroutine[object, object, T]) -> T | None:
    """What the work comes to; None: SIGTERM or SIGINT came first, and the work has been cancelled.

    Raises Failed where Kafka ended it.
    """
    stop = asyncio.Event()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_, stop.set)
    running, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
    for task in (running, stopping):
        task.cancel()
    await asyncio.wait([running, stopping])
    if stop.is_set() and running.cancelled():
        log.info("stopped")
        return None
    if isinstance(refused := running.exception(), KafkaError):
        raise Failed(f"Kafka: {refused!r}") from refused
    return running.result()
