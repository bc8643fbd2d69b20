"""Worker processes on a real broker, from full topics to recommendations delivered and offsets committed."""

import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec

from benchmarks.process import Failed, Process, running
from benchmarks.speed import Speed
from streams import topics
from streams.gathering import KINDS
from streams.settings import Settings
from streams.stream import STREAMS
from streams.topic_table import TOPICS

TOLD = (*KINDS, "ringfence.totals", "alerts")  # what stages tell each other
OUTPUTS = ("enforcement", "dead-letter", "ringfence.state", *TOLD)
WORKER = (sys.executable, "-m", "streams.cli", "worker")
READY = 600  # seconds; with kernels compiled it takes some 4
TIMEOUT = 900
LOOK = 0.2  # seconds; a worker takes some ms to say what it counts
WARM = 10  # a tenth of the records is judged before the clock starts, as with other engines


@dataclass(frozen=True)
class Run(Speed):
    """What the processes did, all of them together, from the first tenth judged to all of it committed."""

    taking: Speed  # from the same tenth until the last record is judged, as other engines are measured
    start: float  # until the workers are ready
    alerts: int
    recommendations: int
    dead_letters: int
    memory: int  # bytes at the most, of all processes


def of_its_own(settings: Settings, streams: Sequence[str]) -> Settings:
    """A group with outputs of its own, and so with other input topics than these, which stay empty."""
    run = secrets.token_hex(4)
    own = {name: f"{run}.{name}" for name in (*OUTPUTS, *STREAMS) if name not in streams}
    mine = settings.model_copy(update={"group": f"bench-{run}", "topics": settings.topics | own})
    topics.apply(mine)
    return mine


def measure(settings: Settings, streams: Sequence[str], workers: int = 1, program: Sequence[str] = WORKER) -> Run:
    """Starts workers on the topics of streams, which are complete, and ends them when all is done.

    Raises Failed where they do not get there in time, or bury a record.
    """
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap)
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder:
        try:
            run = _measure(settings, streams, admin, Path(folder), [program] * workers)
        finally:
            admin.close()
    if run.dead_letters:
        raise Failed(f"{', '.join(streams)}: {run.dead_letters} records of the benchmark's own are dead letters")
    return run


def until_ready(settings: Settings) -> float:
    """Seconds from the start of a worker until it has taken over its partitions."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder:
        began = time.monotonic()
        with running(WORKER, Path(folder), environment(settings)) as worker:
            return until_judging(worker) - began


def _measure(
    settings: Settings, streams: Sequence[str], admin: KafkaAdminClient, folder: Path, programs: Sequence[Sequence[str]]
) -> Run:
    log = Log(settings, streams, admin)
    total = sum(map(log.ends, streams))
    variables = {"RINGFENCE_METRICS_PORT": "0"} | environment(settings)
    began = time.monotonic()
    with ExitStack() as stack:
        workers = [
            stack.enter_context(running(program, folder, variables, f"log-{place}"))
            for place, program in enumerate(programs)
        ]
        ready = max(map(until_judging, workers))
        looks = [_Look(0, began, 0), *_looks(workers, streams, total)]
        first = looks[min(1, len(looks) - 2)]  # from the start where few records are judged before anybody looks
        end = workers[0].until("committed all of it", TIMEOUT, lambda: log.finished(total))
        whole = first.until(_Look(total, end, _cpu(workers)))
        return Run(
            whole.records,
            whole.seconds,
            whole.cpu,
            taking=first.until(looks[-1]),
            start=ready - began,
            alerts=log.ends("alerts"),
            recommendations=log.ends("enforcement"),
            dead_letters=log.ends("dead-letter"),
            memory=sum(worker.memory() for worker in workers),
        )


def until_judging(worker: Process) -> float:
    """The time at which it has taken its partitions over."""
    return worker.until("become ready", READY, lambda: "ready:" in worker.log)


class _Look(NamedTuple):
    """At the workers: records that they had judged, and seconds."""

    judged: int
    at: float
    cpu: float

    def until(self, later: Self) -> Speed:
        """What was done between the two."""
        return Speed(later.judged - self.judged, later.at - self.at, later.cpu - self.cpu)


def _looks(workers: Sequence[Process], streams: Sequence[str], total: int) -> list[_Look]:
    """From a tenth judged until all is, which is seen up to LOOK too late."""
    looks = list[_Look]()

    def done() -> bool:
        at, cpu = time.monotonic(), _cpu(workers)
        judged = sum(worker.judged(streams) for worker in workers)
        if judged >= total // WARM:
            looks.append(_Look(judged, at, cpu))
        return judged >= total

    workers[0].until("judged all of it", TIMEOUT, done, LOOK)
    return looks


def _cpu(workers: Sequence[Process]) -> float:
    return sum(worker.cpu() for worker in workers)


class Log:
    """How many records topics hold and how far the group has come in them."""

    def __init__(self, settings: Settings, streams: Sequence[str], admin: KafkaAdminClient) -> None:
        self._settings, self._streams, self._admin = settings, streams, admin
        self._partitions = {
            topic["name"]: range(len(topic["partitions"]))
            for topic in admin.describe_topics([settings.topic(name) for name in (*streams, *OUTPUTS)])
        }

    def ends(self, topic: str) -> int:
        """Records on a topic, all of whose records are still there."""
        wanted = dict.fromkeys(self._places(topic), OffsetSpec.LATEST)
        return sum(found.offset for found in self._admin.list_partition_offsets(wanted).values())

    def committed(self, *names: str) -> int:
        """Records of topics that the group has finished."""
        group = self._settings.group
        places = [place for name in names for place in self._places(name)]
        found = self._admin.list_group_offsets({group: places})[group]
        return sum(max(found[place].offset, 0) for place in found)

    def finished(self, total: int) -> bool:
        """Whether all events and all that stages told each other of them have been dealt with to the end."""
        if self.committed(*self._streams) < total:
            return False
        return all(self.committed(topic) == self.ends(topic) for topic in TOLD)

    def _places(self, topic: str) -> list[TopicPartition]:
        name = self._settings.topic(topic)
        return [TopicPartition(name, partition) for partition in self._partitions[name]]


def environment(settings: Settings) -> dict[str, str]:
    """The variables that give a command these settings."""
    names = {f"RINGFENCE_TOPICS__{topic.variable.upper()}": settings.topics.get(topic.name) for topic in TOPICS}
    return {variable: name for variable, name in names.items() if name} | {
        "RINGFENCE_BROKERS": settings.brokers,
        "RINGFENCE_GROUP": settings.group,
        "RINGFENCE_PARTITIONS": str(settings.partitions),
        "RINGFENCE_TOPIC_PREFIX": settings.topic_prefix,
    }
