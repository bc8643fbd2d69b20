"""librdkafka through confluent-kafka: `consume` a thousand at a time, and the work in a loop over them."""

import os

import orjson
from confluent_kafka import Consumer, Producer

from benchmarks.peers.counting import Clock, Counts, Task, alert, task

FETCH = "fetch"  # $WORK: nothing is done with the records
COMMIT_EVERY = 100_000  # records


def _take(asked: Task, *, bare: bool) -> None:
    consumer = Consumer(
        {
            "bootstrap.servers": asked.bootstrap,
            "group.id": asked.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "queued.min.messages": 100_000,
        }
    )
    producer = Producer({"bootstrap.servers": asked.bootstrap, "acks": "all"})
    consumer.subscribe([asked.topic])
    clock, counts, committed, done = Clock(asked), Counts(), 0, False
    while not done:
        records = consumer.consume(1000, timeout=1.0)
        if not bare:
            for record in records:
                event = orjson.loads(record.value())
                if counts.take(event["account"], event["ts"]):
                    producer.produce(asked.alerts, alert(event["account"], event["ts"]), record.key())
        done = clock.took(len(records))
        if records and (done or clock.taken >= committed + COMMIT_EVERY):
            producer.flush()
            consumer.commit(asynchronous=False)
            committed = clock.taken
    clock.write()
    consumer.close()


if __name__ == "__main__":
    _take(task(), bare=os.environ.get("WORK") == FETCH)
