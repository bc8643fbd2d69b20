"""`ringfence worker`: one process of the Faust app, from its first look at the brokers to its last commit."""

import asyncio
import gc
import logging
import signal

import uvloop
from aiokafka.errors import KafkaError

from detectors.policy import Policy
from streams import topics
from streams.agents import build_app
from streams.app import RingfenceApp
from streams.build import build
from streams.closed_transports import heed_closed_transports
from streams.errors import Failed
from streams.serving import Serving
from streams.settings import Settings
from streams.stream import STREAMS

NEEDED = (
    *STREAMS, "accounts", "decisions", "control", "alerts", "enforcement", "dead-letter", "ringfence.keys",
    "ringfence.templates", "ringfence.totals", "ringfence.audit", "ringfence.state",
)  # fmt: skip
END = 8  # seconds from SIGTERM until the process is gone all the same

log = logging.getLogger("ringfence")


def work(settings: Settings, policy: Policy) -> None:
    """Works until SIGTERM or SIGINT, then delivers, commits and leaves the group.

    Raises Failed where it cannot go on or no broker answers in time, WrongUsage where topics are not as they must be.
    """
    partitions = topics.check(settings, NEEDED)
    log.info("starting on %s, %d partitions", settings.brokers, partitions)
    if not settings.hash_key:
        log.warning("RINGFENCE_HASH_KEY is not set: people's numbers can be found out from their hashes by trying")
    build()  # a worker that compiles at its first event would hold up its partitions
    heed_closed_transports()
    uvloop.run(_work(settings, policy))


async def _work(settings: Settings, policy: Policy) -> None:
    app = build_app(settings, policy)
    stop = asyncio.Event()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_, stop.set)
    # what exists by now lives as long as the process; looking through it again would cost a tenth of the throughput
    gc.collect()
    gc.freeze()
    async with Serving(settings, app.metrics.registry, app.trouble):
        await _until_it_ends(app, stop)


async def _until_it_ends(app: RingfenceApp, stop: asyncio.Event) -> None:
    starting = asyncio.create_task(app.start())
    ends = [asyncio.create_task(stop.wait()), asyncio.create_task(app.failed.wait())]
    await asyncio.wait([starting, *ends], return_when=asyncio.FIRST_COMPLETED)
    if starting.done() and not starting.exception():
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        log.info("stopping: delivering and committing what has been taken")
    await _stop(app)
    for task in (starting, *ends):
        task.cancel()
    await asyncio.gather(*ends, return_exceptions=True)
    _report(app.failure or (starting.exception() if starting.done() and not starting.cancelled() else None))


async def _stop(app: RingfenceApp) -> None:
    try:
        async with asyncio.timeout(END):
            await app.stop()
    except TimeoutError:
        log.warning("the group was not left within %d s; its other members wait for the session to time out", END)


def _report(failure: BaseException | None) -> None:
    """Raises what ended the worker; what the brokers did as one line, a defect of ours as it is."""
    if isinstance(failure, KafkaError):
        raise Failed(f"Kafka: {failure!r}") from failure
    if failure is not None:
        raise failure
