"""Ringfence as it is installed, on topics of a test's own: its commands as processes, and what they wrote."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from streams.gathering import KINDS
from streams.stream import STREAMS

COMMAND = Path(sys.executable).with_name("ringfence")
GLANCE = 0.05  # seconds to see whether a process ends
PATIENCE = 60.0  # seconds until a condition that does not come is a failure


class Record:
    """One record of a topic, without what tests do not compare."""

    def __init__(self, record: Any) -> None:  # noqa: ANN401 - kafka-python ships no types
        self.partition: int = record.partition
        self.offset: int = record.offset
        self.key: bytes | None = record.key
        self.value: bytes | None = record.value
        self.headers: dict[str, Any] = dict(record.headers)  # bytes, or None where Kafka has no value
        self.sent: float = record.timestamp / 1000  # Unix seconds


class Worker:
    """A `ringfence worker`. What it says is in `log`."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process, self.log = process, log

    def ready(self) -> bool:
        """Whether it has its partitions; raises where it has ended instead."""
        try:
            code = self.process.wait(GLANCE)
        except subprocess.TimeoutExpired:
            return "ready: " in self.log.read_text()
        raise AssertionError(f"the worker ended with {code}: {self.log.read_text()}")

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Signals it, and returns its exit code."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


class Cluster:
    """Topics under `prefix` on the broker at `bootstrap`, with `partitions` each."""

    def __init__(self, bootstrap: str, prefix: str, partitions: int, folder: Path) -> None:
        self.bootstrap, self.prefix, self.partitions, self.folder = bootstrap, prefix, partitions, folder
        self.environment = os.environ | {
            "RINGFENCE_BROKERS": bootstrap,
            "RINGFENCE_TOPIC_PREFIX": prefix,
            "RINGFENCE_GROUP": f"{prefix}group",
            "RINGFENCE_PARTITIONS": str(partitions),
        }
        self._workers = 0

    def grown(self, partitions: int) -> "Cluster":
        """The same, when its topics have so many partitions."""
        other = Cluster(self.bootstrap, self.prefix, partitions, self.folder)
        other.environment = self.environment | {"RINGFENCE_PARTITIONS": str(partitions)}
        other._workers = self._workers
        return other

    def run(self, *arguments: str, given: str | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Runs a command to its end, `given` something to read."""
        return subprocess.run(
            [COMMAND, *arguments],
            env=self.environment | environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )

    def done(self, *arguments: str) -> str:
        """Runs a command that must succeed, and returns what it printed."""
        ran = self.run(*arguments)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    @contextmanager
    def workers(self, count: int) -> Iterator[list[Worker]]:
        """So many worker processes, ready; those still there at the end are killed."""
        started = [self.start() for _ in range(count)]
        try:
            for worker in started:
                until(worker.ready, "a worker that is ready")
            yield started
        finally:
            for worker in started:
                if worker.process.poll() is None:
                    worker.process.kill()
                worker.process.wait()

    def start(self, *program: str | Path) -> Worker:
        """A worker that has just been started, or a program that is one."""
        self._workers += 1
        log = self.folder / f"worker-{self._workers}.log"
        with log.open("wb") as out:
            return Worker(
                subprocess.Popen(program or (COMMAND, "worker"), env=self.environment, stdout=out, stderr=out), log
            )

    def committed(self, topic: str, by: str = "") -> bool:
        """Whether the workers, or those whose group has `by` behind its name, have committed all that is on a topic."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap, group_id=f"{self.prefix}group{by}", enable_auto_commit=False
        )
        try:
            ends = consumer.end_offsets(self._of(topic))
            return all(end == 0 or consumer.committed(partition) == end for partition, end in ends.items())
        finally:
            consumer.close()

    def settled(self) -> None:
        """Returns when all events and what stages tell of them are judged, all findings followed, and all ticks run."""
        judged = (*STREAMS, *KINDS, "ringfence.totals", "alerts")
        for topic in (*judged, "control", *judged):  # a tick waits for what came before it, and may lead to more
            until(partial(self.committed, topic), f"committed {topic}")

    def records(self, topic: str) -> list[Record]:
        """All there is on a topic, partition by partition."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
        )
        try:
            partitions = self._of(topic)
            consumer.assign(partitions)
            consumer.seek_to_beginning(*partitions)
            ends = consumer.end_offsets(partitions)
            found: list[Record] = []
            deadline = monotonic() + PATIENCE
            while any(consumer.position(partition) < end for partition, end in ends.items()):
                assert monotonic() < deadline, f"{topic} could not be read to its end"
                for batch in consumer.poll(500).values():
                    found += map(Record, batch)
            return found
        finally:
            consumer.close()

    def first_uses(self) -> list[dict[str, Any]]:
        """From which records on which account records counted."""
        kept = self.records("ringfence.state")
        return [json.loads(record.value or b"") for record in kept if b"/first-use/" in (record.key or b"")]

    def values(self, topic: str) -> list[bytes]:
        """The values on a topic, sorted."""
        return sorted(record.value or b"" for record in self.records(topic))

    def _of(self, topic: str) -> list[TopicPartition]:
        return [TopicPartition(self.prefix + topic, partition) for partition in range(self.partitions)]


def until(condition: Callable[[], bool], what: str) -> None:
    """Returns when a condition holds; each look at it takes a round trip, so nothing has to sleep."""
    deadline = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < deadline, f"waited {PATIENCE:g} s for {what}"


def lines(path: Path) -> list[bytes]:
    """The lines of an output file, sorted."""
    return sorted(path.read_bytes().splitlines())
