"""Plain Faust on the same topic: one agent, one record at a time, its JSON decoded and one count an account.

It has what helps Faust besides envelopes, as the worker has: its compiled loop, uvloop and a calm garbage collector.
Run as a process: `python -m benchmarks.plain_faust BOOTSTRAP TOPIC RECORDS OUT`; OUT is then what it measured, as JSON.
"""

import asyncio
import gc
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import faust
import orjson
import uvloop

from benchmarks.process import Failed, running

TIMEOUT = 180  # seconds
WARM = 1000  # records before the clock starts


class Plain(NamedTuple):
    """Records after the first thousand, the seconds they took, and the processor time of these."""

    records: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


def measure(bootstrap: str, topic: str, records: int, folder: Path) -> Plain:
    """Has a process of its own take `records` of the topic; raises Failed where it does not in time."""
    out = folder / "plain.json"
    out.unlink(missing_ok=True)
    environment: Mapping[str, str] = {"FAUST_DATADIR": str(folder / "faust")}
    arguments = ["-m", "benchmarks.plain_faust", bootstrap, topic, str(records), str(out)]
    with running(arguments, folder, environment) as process:
        process.wait(TIMEOUT)
    if not out.exists():
        raise Failed(f"plain Faust ended without a result:\n{process.log[-2000:]}")
    return Plain(**orjson.loads(out.read_bytes()))


async def _take(bootstrap: str, name: str, records: int) -> Plain:
    app = faust.App(
        f"plain-{time.time_ns()}",
        autodiscover=False,
        broker=f"kafka://{bootstrap}",
        consumer_auto_offset_reset="earliest",
        cython_optimizations=True,
        stream_wait_empty=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
    )
    topic = app.topic(name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
    counts: Counter[str] = Counter()
    done: asyncio.Future[Plain] = asyncio.get_running_loop().create_future()

    async def count(stream: Any) -> None:  # noqa: ANN401 - Faust's stream has no item type
        taken, began, cpu = 0, 0.0, 0.0
        async for value in stream:
            counts[orjson.loads(value)["account"]] += 1
            taken += 1
            if taken == WARM:
                began, cpu = time.perf_counter(), _cpu()
            elif taken == records:
                done.set_result(Plain(records - WARM, time.perf_counter() - began, _cpu() - cpu))

    app.agent(topic, name="count", concurrency=1)(count)
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    await app.start()
    try:
        return await done
    finally:
        await app.stop()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    measured = uvloop.run(_take(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    Path(sys.argv[4]).write_bytes(orjson.dumps(measured._asdict()))
