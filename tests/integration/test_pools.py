"""Pools through Kafka: their accounts are on all partitions, and a tick decides when a share is known."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.books import START, event
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster, lines, until
from tests.kafka.topics import Topics
from tests.story_calls import ms

PARTITIONS = 4
AGREED = [{"id": "launch", "status": "agreed", "limits": {"fair_share": 20}}]


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    own.done("topics", "apply")
    return own


def write(folder: Path) -> None:
    """Two pools of twelve: in each of them one account takes half for half an hour; one of these had announced it."""
    accounts: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for pool in ("one", "two"):
        for i in range(12):
            name, large = f"{pool}{i}", i == 0
            agreed = {"declared": AGREED} if large and pool == "two" else {}
            accounts.append({"account": name, "pool": pool, **agreed})
            events += [
                event("usage", f"{name}-{slot}", START + ms("5m") * slot + i, 1_100 if large else 100, account=name)
                for slot in range(6)
            ]
    ticks = [{"event": "tick", "ts": START + ms("1h") * hour} for hour in range(3)]
    folder.mkdir()
    events.sort(key=lambda one: int(one["ts"]))
    for topic, records in {"accounts": accounts, "usage": events, "control": ticks}.items():
        (folder / f"{topic}.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))


def gist(records: list[bytes]) -> list[tuple[str, str, int]]:
    """What may not differ of findings on sums."""
    return sorted((alert["id"], alert["account"], alert["level"]) for alert in map(json.loads, records))


def test_who_takes_more_than_their_part_is_found_whoever_has_the_partitions(cluster: Cluster, tmp_path: Path) -> None:
    write(tmp_path / "in")
    cluster.done("replay", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    wanted = gist(lines(tmp_path / "out" / "alerts.ndjson"))
    assert [(account, level) for _, account, level in wanted if account == "one0"] == [("one0", 1)]
    assert {(account, level) for _, account, level in wanted} == {("one0", 1), ("two0", 0)}
    with cluster.workers(2):
        cluster.done("send", str(tmp_path / "in"))
        until(lambda: len(cluster.values("alerts")) >= len(wanted), "the findings on pools")
        cluster.settled()
        until(lambda: cluster.committed("control"), "committed control")
        until(lambda: len(cluster.values("enforcement")) > 0, "a recommendation")
        cluster.settled()
    assert gist(cluster.values("alerts")) == wanted
    recommended = [json.loads(record) for record in cluster.values("enforcement")]
    assert [(r["account"], r["action"], r["parameters"]) for r in recommended] == [
        ("one0", "throttle", [{"name": "fair_share", "value": 5.0}])
    ]
    assert not cluster.values("dead-letter")
