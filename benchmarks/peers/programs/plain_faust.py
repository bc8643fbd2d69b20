"""Plain Faust: one agent that takes one record at a time, or `take`s up to a thousand ($WORK is `take`).

It has what helps Faust besides envelopes, as the worker has: its compiled loop, uvloop and a calm garbage collector.
Its counts are in a dict and not in a table, which would cost more.
"""

import asyncio
import gc
import os
from typing import Any

import faust
import orjson
import uvloop
from aiokafka import AIOKafkaProducer

from benchmarks.peers.counting import Clock, Counts, Task, alert, task

TAKE = "take"
AT_ONCE = 1000


async def _take(asked: Task, *, batches: bool) -> None:
    app = faust.App(
        asked.group,
        autodiscover=False,
        broker=f"kafka://{asked.bootstrap}",
        consumer_auto_offset_reset="earliest",
        cython_optimizations=True,
        datadir=asked.out.parent / "faust",
        stream_wait_empty=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
    )
    topic = app.topic(asked.topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
    clock, counts = Clock(asked), Counts()
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    producer = AIOKafkaProducer(bootstrap_servers=asked.bootstrap, acks="all")

    async def judge(value: bytes) -> None:
        event = orjson.loads(value)
        if counts.take(event["account"], event["ts"]):
            await producer.send(asked.alerts, alert(event["account"], event["ts"]), event["account"].encode())

    async def one_by_one(stream: Any) -> None:  # noqa: ANN401 - Faust's stream has no item type
        async for value in stream:
            await judge(value)
            if clock.took():
                done.set_result(None)

    async def a_thousand(stream: Any) -> None:  # noqa: ANN401
        async for values in stream.take(AT_ONCE, within=1):
            for value in values:
                await judge(value)
            if clock.took(len(values)):
                done.set_result(None)

    app.agent(topic, name="count", concurrency=1)(a_thousand if batches else one_by_one)
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    await producer.start()
    await app.start()
    try:
        await done
        await producer.flush()
        clock.write()
    finally:
        await app.stop()
        await producer.stop()


if __name__ == "__main__":
    uvloop.run(_take(task(), batches=os.environ.get("WORK") == TAKE))
