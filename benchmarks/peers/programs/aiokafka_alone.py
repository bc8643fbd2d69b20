"""aiokafka without any framework: `getmany`, and the work in a loop over what it returns."""

import os

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from benchmarks.peers.counting import Clock, Counts, Task, alert, task

FETCH = "fetch"  # $WORK: nothing is done with the records
COMMIT_EVERY = 100_000  # records
SESSION = 30_000  # ms: the default of ten seconds is not for a machine that does other things too


async def _take(asked: Task, *, bare: bool) -> None:
    consumer = AIOKafkaConsumer(
        asked.topic,
        bootstrap_servers=asked.bootstrap,
        group_id=asked.group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        session_timeout_ms=SESSION,
    )
    producer = AIOKafkaProducer(bootstrap_servers=asked.bootstrap, acks="all")
    await consumer.start()
    await producer.start()
    clock, counts, committed, done = Clock(asked), Counts(), 0, False
    while not done:
        for records in (await consumer.getmany(timeout_ms=1000)).values():
            if not bare:
                for record in records:
                    event = orjson.loads(record.value or b"")
                    if counts.take(event["account"], event["ts"]):
                        await producer.send(asked.alerts, alert(event["account"], event["ts"]), record.key)
            done = clock.took(len(records)) or done
        if done or clock.taken >= committed + COMMIT_EVERY:
            await producer.flush()
            await consumer.commit()
            committed = clock.taken
    clock.write()
    await producer.stop()
    await consumer.stop()


if __name__ == "__main__":
    uvloop.run(_take(task(), bare=os.environ.get("WORK") == FETCH))
