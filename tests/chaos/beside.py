"""Sends what comes beside the traffic: when it is due, or when what it is about has been seen, whatever fails."""

import json
import threading
import time
from typing import Self

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from streams.placement import home
from tests.chaos.plan import Answer, Beside
from tests.kafka.cluster import Cluster

LOOK = 200  # ms that a look at what has been recommended takes, at most
SURE = 3.0  # seconds in which workers have read an account record
PATIENCE = 120  # seconds in which a record has to be delivered


class Sending:
    """Does it in a thread while it is open as a context.

    `sent` counts what has been, by topic, `late` the account records that may have come too late to be compared.
    """

    def __init__(self, cluster: Cluster, beside: Beside, begun: float) -> None:
        self._cluster, self._begun, self._last = cluster, begun, Answer("control", beside.last)
        self._later, self._answers = list(beside.later), dict(beside.answers)
        self.late = 0
        self.sent = dict.fromkeys(("accounts", "decisions", "control"), 0)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._send_on)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def done(self) -> bool:
        """Whether all has been delivered but the last tick."""
        return not (self._later or self._answers)

    def end(self) -> None:
        """Sends the last tick; returns when it is there."""
        producer = self._producer()
        self._put(producer, self._last)
        producer.close()

    def _send_on(self) -> None:
        producer = self._producer()
        consumer = KafkaConsumer(bootstrap_servers=self._cluster.bootstrap, isolation_level="read_committed")
        places = [TopicPartition(f"{self._cluster.prefix}enforcement", p) for p in range(self._cluster.partitions)]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        while not self._stop.is_set():
            while self._later and self._later[0].at <= time.time() - self._begun:
                one = self._later[0]
                self._put(producer, Answer("accounts", one.record))
                self.late += 0 < one.until < time.time() - self._begun + SURE
                del self._later[0]
            for records in consumer.poll(LOOK).values():
                for record in records:
                    self._answer(producer, json.loads(record.value)["id"])
        consumer.close()
        producer.close()

    def _answer(self, producer: KafkaProducer, seen: str) -> None:
        answer = self._answers.get(seen)
        if answer is not None:
            self._put(producer, answer)
            del self._answers[seen]

    def _producer(self) -> KafkaProducer:
        return KafkaProducer(
            bootstrap_servers=self._cluster.bootstrap,
            acks="all",
            enable_idempotence=True,
            delivery_timeout_ms=PATIENCE * 1_000,
        )

    def _put(self, producer: KafkaProducer, what: Answer) -> None:
        """Returns when it has been delivered: keyed by its account, or to every partition of `control`."""
        topic, partitions = self._cluster.prefix + what.topic, self._cluster.partitions
        account = what.record.get("account")
        to = range(partitions) if account is None else (home(account, partitions),)
        key, value = account and account.encode(), json.dumps(what.record).encode()
        for sent in [producer.send(topic, value=value, key=key, partition=partition) for partition in to]:
            sent.get(PATIENCE)
        self.sent[what.topic] += 1
