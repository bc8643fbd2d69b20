"""One worker process on a real broker, from a full topic to recommendations delivered and offsets committed."""

import secrets
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec

from benchmarks.process import running
from streams import topics
from streams.settings import Settings
from streams.stream import STREAMS
from streams.topic_table import TOPICS

OUTPUTS = ("alerts", "enforcement", "dead-letter", "ringfence.totals", "ringfence.state")
WORKER = ("-m", "streams.cli", "worker")
READY = 120  # seconds; with kernels compiled it takes some 4
TIMEOUT = 300
LONG = 300_000  # records; fewer may all be in the first commit, so the clock starts when the worker is ready


class Run(NamedTuple):
    """What one process did. Seconds; `records` are those between the first commit and the last."""

    stream: str
    records: int
    seconds: float
    cpu: float  # seconds of processor time in these
    start: float  # until the worker is ready
    whole: float  # from ready until all is committed
    alerts: int
    recommendations: int
    dead_letters: int
    memory: int  # bytes at the most

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


def of_its_own(settings: Settings, stream: str) -> Settings:
    """A group with outputs of its own, and so with other input topics, which stay empty."""
    run = secrets.token_hex(4)
    own = {name: f"{run}.{name}" for name in (*OUTPUTS, *STREAMS) if name != stream}
    mine = settings.model_copy(update={"group": f"bench-{run}", "topics": own})
    topics.apply(mine)
    return mine


def measure(settings: Settings, stream: str, program: Sequence[str] = WORKER) -> Run:
    """Starts a worker on the topic of a stream that is complete, and ends it when all is done.

    Raises Failed where it does not get there in time.
    """
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap)
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder:
        try:
            return _measure(settings, stream, admin, Path(folder), program)
        finally:
            admin.close()


def until_ready(settings: Settings) -> float:
    """Seconds from the start of a worker until it has taken over its partitions."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder:
        began = time.monotonic()
        with running(WORKER, Path(folder), _environment(settings)) as worker:
            return worker.until("become ready", READY, lambda: "ready:" in worker.log) - began


def _measure(settings: Settings, stream: str, admin: KafkaAdminClient, folder: Path, program: Sequence[str]) -> Run:
    log = _Log(settings, stream, admin)
    total = log.ends(stream)
    began = time.monotonic()
    with running(program, folder, _environment(settings)) as worker:
        ready = first = worker.until("become ready", READY, lambda: "ready:" in worker.log)
        used, before = worker.cpu(), 0
        if total >= LONG:
            first = worker.until("committed", TIMEOUT, lambda: log.committed(stream) > 0)
            used, before = worker.cpu(), log.committed(stream)
        last = worker.until("committed all of it", TIMEOUT, lambda: log.finished(total))
        return Run(
            stream=stream,
            records=total - before,
            seconds=last - first,
            cpu=worker.cpu() - used,
            start=ready - began,
            whole=last - ready,
            alerts=log.ends("alerts"),
            recommendations=log.ends("enforcement"),
            dead_letters=log.ends("dead-letter"),
            memory=worker.memory(),
        )


class _Log:
    """How many records topics hold and how far the group has come in them."""

    def __init__(self, settings: Settings, stream: str, admin: KafkaAdminClient) -> None:
        self._settings, self._stream, self._admin = settings, stream, admin
        self._partitions = {
            topic["name"]: range(len(topic["partitions"]))
            for topic in admin.describe_topics([settings.topic(name) for name in (stream, *OUTPUTS)])
        }

    def ends(self, topic: str) -> int:
        """Records on a topic, all of whose records are still there."""
        wanted = dict.fromkeys(self._places(topic), OffsetSpec.LATEST)
        return sum(found.offset for found in self._admin.list_partition_offsets(wanted).values())

    def committed(self, topic: str) -> int:
        """Records of it that the group has finished."""
        group = self._settings.group
        found = self._admin.list_group_offsets({group: self._places(topic)})[group]
        return sum(max(found[place].offset, 0) for place in found)

    def finished(self, total: int) -> bool:
        """Whether all events, all sums and all alerts that came of them, have been dealt with to the end."""
        if self.committed(self._stream) < total:
            return False
        return all(self.committed(topic) == self.ends(topic) for topic in ("ringfence.totals", "alerts"))

    def _places(self, topic: str) -> list[TopicPartition]:
        name = self._settings.topic(topic)
        return [TopicPartition(name, partition) for partition in self._partitions[name]]


def _environment(settings: Settings) -> Mapping[str, str]:
    names = {f"RINGFENCE_TOPICS__{topic.variable.upper()}": settings.topics.get(topic.name) for topic in TOPICS}
    return {variable: name for variable, name in names.items() if name} | {
        "RINGFENCE_BROKERS": settings.brokers,
        "RINGFENCE_GROUP": settings.group,
        "RINGFENCE_PARTITIONS": str(settings.partitions),
        "RINGFENCE_TOPIC_PREFIX": settings.topic_prefix,
    }
