"""Findings of account records through a real broker: once, however often the records are read."""

import json
from pathlib import Path

import msgspec
import pytest

from tests.account_records import account
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster, lines, until
from tests.kafka.topics import Topics
from tests.stories import FOREIGN
from tests.stories import account as caller


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, 4, tmp_path)
    own.done("topics", "apply")
    return own


def test_numbers_of_a_record_are_found_once_and_as_replay_finds_them(cluster: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    records = [account("collector").takes(60).record, account("burner").takes(12, kept="3d").record]
    (folder / "accounts.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))
    cluster.done("replay", str(folder), "--out", str(tmp_path / "out"))
    cluster.done("send", str(folder))
    for _ in range(2):  # the second worker reads the same records again
        with cluster.workers(1):
            until(lambda: len(cluster.values("enforcement")) >= 2, "two recommendations")
            cluster.settled()
    assert cluster.values("alerts") == lines(tmp_path / "out" / "alerts.ndjson")
    assert cluster.values("enforcement") == lines(tmp_path / "out" / "enforcement.ndjson")
    said = [msgspec.json.decode(value) for value in cluster.values("enforcement")]
    assert {(record["account"], record["action"], record["category"]) for record in said} == {
        ("collector", "warn", "numbers"),
        ("burner", "warn", "numbers"),
    }


def send(cluster: Cluster, folder: Path, **topics: list[dict[str, object]]) -> None:
    folder.mkdir()
    for topic, records in topics.items():
        (folder / f"{topic}.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))
    cluster.done("send", str(folder))


def test_who_follows_a_worker_that_took_something_back_waits_for_no_finding(cluster: Cluster, tmp_path: Path) -> None:
    """What comes of facts is said of the next finding, and none may ever come."""
    spoofer = caller("spoofer").attempts(20, every="5s").each(caller=FOREIGN)
    record = spoofer.record or {}
    send(cluster, tmp_path / "first", accounts=[record], calls=list(spoofer.events))
    with cluster.workers(1):
        until(lambda: len(cluster.values("enforcement")) == 1, "a recommendation")
        cluster.settled()
        send(cluster, tmp_path / "then", accounts=[record | {"caller_ids": [{"number": FOREIGN}]}])
        until(lambda: len(cluster.values("enforcement")) == 2, "that it is taken back")
    with cluster.workers(1):
        cluster.settled()
    said = [msgspec.json.decode(record.value or b"")["state"] for record in cluster.records("enforcement")]
    assert said == ["open", "withdrawn"]
