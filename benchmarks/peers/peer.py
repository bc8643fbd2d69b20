"""Other engines on the topic that a worker takes: what they are, and one run of one of them."""

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kafka import KafkaConsumer, TopicPartition

from benchmarks.peers import environments
from benchmarks.process import Failed, running
from tests.kafka.topics import Topics

TIMEOUT = 240  # seconds


class Peer(NamedTuple):
    """An engine: how its program is started, and with which $WORK. `fetches` only: it finds nothing."""

    name: str
    command: Callable[[], list[str]]
    module: str = ""
    work: str = ""
    fetches: bool = False


class Measured(NamedTuple):
    """Records behind the first tenth, the seconds and the processor time that they took, and what was alerted."""

    records: int
    seconds: float
    cpu: float
    alerts: frozenset[tuple[str, int]]

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds

    @property
    def processor(self) -> float:
        """Seconds of processor time a million records."""
        return self.cpu / self.records * 1e6


def ours() -> list[str]:
    """This environment, which has aiokafka and Faust as the worker has them."""
    return [sys.executable]


PEERS: Mapping[str, Peer] = {
    "faust": Peer("Faust", ours, "plain_faust"),
    "faust-take": Peer("Faust, take(1000)", ours, "plain_faust", "take"),
    "quix": Peer("Quix Streams", partial(environments.python, "quix"), "quix"),
    "bytewax": Peer("Bytewax", partial(environments.python, "bytewax"), "bytewax_flow"),
    "pathway": Peer("Pathway", partial(environments.python, "pathway"), "pathway_flow"),
    "kafka-streams": Peer("Kafka Streams, one thread", partial(environments.jvm, "kafka-streams")),
    "flink": Peer("Flink, parallelism 1", partial(environments.jvm, "flink")),
    "aiokafka": Peer("aiokafka alone", ours, "aiokafka_alone"),
    "librdkafka": Peer("librdkafka alone", partial(environments.python, "librdkafka"), "librdkafka_alone"),
    "aiokafka-fetch": Peer("aiokafka, getmany and nothing else", ours, "aiokafka_alone", "fetch", fetches=True),
    "librdkafka-fetch": Peer(
        "librdkafka, consume and nothing else",
        partial(environments.python, "librdkafka"),
        "librdkafka_alone",
        "fetch",
        fetches=True,
    ),
}


def measure(peer: Peer, topics: Topics, topic: str, partitions: int, records: int) -> Measured:
    """One process of an engine over a topic of so many records, to its end.

    Raises environments.Unavailable where it cannot be had here, Failed where it does not get there in time.
    """
    command = peer.command()
    own = Topics(topics.bootstrap)
    alerts = own.create("alerts", partitions, retention_ms=-1)
    with tempfile.TemporaryDirectory(prefix="ringfence-peer-") as scratch:
        folder = Path(scratch)
        out = folder / "measured.json"
        program = ["-m", f"benchmarks.peers.programs.{peer.module}"] if peer.module else []
        task = [topics.bootstrap, topic, alerts, f"{own.prefix}group", str(partitions), str(records), str(out)]
        variables = {"PYTHONPATH": str(environments.PROJECT), "WORK": peer.work}
        with running([*command, *program, *task], folder, variables) as process:
            process.wait(TIMEOUT)
        if not out.exists():
            raise Failed(f"{peer.name} ended without a result:\n{process.log[-2000:]}")
        measured = json.loads(out.read_bytes())
    found = frozenset(_alerted(topics.bootstrap, alerts, partitions))
    own.delete()
    return Measured(measured["records"], measured["seconds"], measured["cpu"], found)


def _alerted(bootstrap: str, topic: str, partitions: int) -> set[tuple[str, int]]:
    """The accounts and windows on a topic; some engines say the same one again as its count grows."""
    places = [TopicPartition(topic, partition) for partition in range(partitions)]
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False)
    try:
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends, found = consumer.end_offsets(places), set[tuple[str, int]]()
        while any(consumer.position(place) < end for place, end in ends.items()):
            for records in consumer.poll(500).values():
                said = [json.loads(record.value) for record in records]
                found |= {(one["account"], one["window"]) for one in said}
        return found
    finally:
        consumer.close()
