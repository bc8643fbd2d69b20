"""What accounts have in common, through Kafka: its accounts are on all partitions, and so is what they share."""

import json
from pathlib import Path

import pytest

from tests.conftest import SharedBroker
from tests.crossing import FOUND, write
from tests.kafka.cluster import Cluster, lines
from tests.kafka.topics import Topics


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, 4, tmp_path)
    own.done("topics", "apply")
    return own


def gist(records: list[bytes]) -> list[tuple[str, str, str, int]]:
    """What may not differ of findings over accounts and streams."""
    alerts = map(json.loads, records)
    return sorted((alert["id"], alert["account"], alert["detector"], alert["level"]) for alert in alerts)


def recommended(records: list[bytes]) -> list[tuple[str, str, str]]:
    """Of a recommendation whatever its figures."""
    return sorted((record["id"], record["account"], record["action"]) for record in map(json.loads, records))


def test_two_workers_find_what_a_replay_finds(cluster: Cluster, tmp_path: Path) -> None:
    write(tmp_path / "in")
    cluster.done("replay", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    with cluster.workers(2):
        cluster.done("send", str(tmp_path / "in"))
        cluster.settled()
    found = gist(cluster.values("alerts"))
    assert {(account, detector, level) for _, account, detector, level in found} >= FOUND
    assert found == gist(lines(tmp_path / "out" / "alerts.ndjson"))
    assert recommended(cluster.values("enforcement")) == recommended(lines(tmp_path / "out" / "enforcement.ndjson"))
    assert not cluster.values("dead-letter")
    texts = cluster.values("ringfence.templates")
    assert 0 < len(texts) < len(cluster.values("sms")) / 2
