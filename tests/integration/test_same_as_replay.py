"""What goes through Kafka and worker processes is what `replay` says, to the byte."""

import importlib
import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import pytest

from streams.demo import day, write
from streams.demo import lines as ndjson
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster, lines
from tests.kafka.topics import Topics

SHARED = Path(os.environ.get("RINGFENCE_SHARED", Path(__file__).parents[2] / "../shared"))
PARTITIONS = 4


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    own.done("topics", "apply")
    return own


@pytest.fixture
def stories(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    folder = SHARED / "acceptance"
    if not folder.is_dir():
        pytest.skip(f"no acceptance stories at {folder}: set RINGFENCE_SHARED to the shared folder")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return importlib.import_module("traffic"), importlib.import_module("visible")


def test_the_generated_day_through_two_workers_gives_the_same_records(cluster: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder)
    good = list(ndjson(day()[1]["calls"]))
    broken = [good[10][:40] + b"\n", b"\xff\xfe\n", b"[" * 50_000 + b"\n"]
    (folder / "calls.ndjson").write_bytes(b"".join([*good[:100], *broken, *good[100:], good[-1]]))
    cluster.done("replay", str(folder), "--out", str(tmp_path / "out"))
    with cluster.workers(2) as workers:
        cluster.done("send", str(folder))
        cluster.settled()
        assert [worker.stop() for worker in workers] == [0, 0]
    assert cluster.values("alerts") == lines(tmp_path / "out" / "alerts.ndjson")
    assert cluster.values("enforcement") == lines(tmp_path / "out" / "enforcement.ndjson")
    assert cluster.values("dead-letter") == sorted(line.rstrip(b"\n") for line in broken)


def test_reports_find_the_account_that_they_are_about(cluster: Cluster, tmp_path: Path) -> None:
    """Also where they name a number, an address or a URL alone, whose key belongs to another partition."""
    folder = tmp_path / "in"
    folder.mkdir()
    names = [f"account {i}" for i in range(12)]
    records = [
        {"account": name, "numbers": [{"number": f"+1415555{i:04}"}], "domains": [f"shop{i}.example"]}
        for i, name in enumerate(names)
    ]
    subjects = ["+1415555{:04}", "news@mail.shop{}.example", "https://www.shop{}.example/a"]
    reports = [
        {"ts": 1_790_000_000_000 + i, "kind": "phishing", "trust": 0.95, "reporter": "r", "id": f"r{i}"}
        | ({"account": name} if i % 4 == 3 else {"account": None, "subject": subjects[i % 4].format(i)})
        for i, name in enumerate(names)
    ]
    nobodys = {**reports[0], "id": "nobody's", "subject": "+14155559999"}
    for topic, lines_of in (("accounts", records), ("reports", [*reports, nobodys])):
        (folder / f"{topic}.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines_of))
    cluster.done("replay", str(folder), "--out", str(tmp_path / "out"))
    with cluster.workers(2):
        cluster.done("send", str(folder))
        cluster.settled()
    assert cluster.values("alerts") == lines(tmp_path / "out" / "alerts.ndjson")
    assert cluster.values("enforcement") == lines(tmp_path / "out" / "enforcement.ndjson")
    assert sorted(account for _, account, _ in cluster_alerts(cluster)) == sorted(names)
    assert [json.loads(value)["id"] for value in cluster.values("dead-letter")] == ["nobody's"]


def test_what_leaves_lies_where_its_account_does_and_says_what_it_is(cluster: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder)
    with cluster.workers(1):
        cluster.done("send", str(folder))
        cluster.settled()
    home = {record.key: record.partition for record in cluster.records("accounts")}
    for topic, kinds in (("alerts", {b"alert"}), ("enforcement", {b"enforcement"})):
        records = cluster.records(topic)
        assert records
        for record in records:
            value = msgspec.json.decode(record.value or b"")
            assert record.key == value["account"].encode()
            assert record.partition == home[record.key]
            assert record.headers["ce_id"] == value["id"].encode()
            assert record.headers["ce_subject"] == value["account"].encode()
            assert record.headers["ce_type"].split(b".")[1] in kinds


@pytest.mark.parametrize("story", ["caller_ids", "dialing", "load", "messages", "mail"])
def test_acceptance_stories_hold_through_kafka_too(
    cluster: Cluster, stories: tuple[Any, Any], story: str, tmp_path: Path
) -> None:
    traffic, visible = stories
    world = traffic.World(story, 1)
    getattr(visible, story)(world)
    world.write(tmp_path / "in")
    cluster.done("replay", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    with cluster.workers(2):
        cluster.done("send", str(tmp_path / "in"))
        cluster.settled()
    assert cluster.values("alerts") == lines(tmp_path / "out" / "alerts.ndjson")
    assert cluster.values("enforcement") == lines(tmp_path / "out" / "enforcement.ndjson")


def test_sums_over_streams_are_found_through_kafka_too(
    cluster: Cluster, stories: tuple[Any, Any], tmp_path: Path
) -> None:
    """Which record reached a level may differ, and with it the time and the figures: ids and levels do not."""
    traffic, visible = stories
    world = traffic.World("bandwidth", 1)
    visible.bandwidth(world)
    world.write(tmp_path / "in")
    cluster.done("replay", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    with cluster.workers(2):
        cluster.done("send", str(tmp_path / "in"))
        cluster.settled()
    for topic, same in (("alerts", ("id", "account", "detector", "level")), ("enforcement", ("id", "case", "action"))):
        found, wanted = (
            sorted([record[name] for name in same] for record in map(msgspec.json.decode, values))
            for values in (cluster.values(topic), lines(tmp_path / "out" / f"{topic}.ndjson"))
        )
        assert found == wanted != []
    assert {account for _, account, *_ in cluster_alerts(cluster)} == {"over", "double", "split"}
    assert {total["stream"] for total in map(msgspec.json.decode, cluster.values("ringfence.totals"))} == {
        "calls",
        "usage",
    }


def cluster_alerts(cluster: Cluster) -> list[tuple[str, str, int]]:
    """Detector, account and level of each finding."""
    alerts = map(msgspec.json.decode, cluster.values("alerts"))
    return [(alert["detector"], alert["account"], alert["level"]) for alert in alerts]


def test_callers_people_complained_of_are_unowned_numbers_of_one_account(cluster: Cluster, tmp_path: Path) -> None:
    complaints = sorted((SHARED / "data" / "ftc_dnc").glob("*.csv"))
    if not complaints:
        pytest.skip(f"no complaint data at {SHARED / 'data' / 'ftc_dnc'}: set RINGFENCE_SHARED to the shared folder")
    numbers = complained_of(complaints[0], 2_000)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "accounts.ndjson").write_text(json.dumps({"account": "caller", "numbers": []}) + "\n")
    with (folder / "calls.ndjson").open("w") as file:
        for i, number in enumerate(numbers):
            call = {
                "id": f"c{i}",
                "account": "caller",
                "ts": 1_790_000_000_000 + i * 1_000,
                "event": "attempt",
                "call": f"l{i}",
            }
            file.write(
                json.dumps(call | {"direction": "outbound", "from": number, "to": f"+1415234{37 * i % 10_000:04d}"})
                + "\n"
            )
    with cluster.workers(1):
        cluster.done("send", str(folder))
        cluster.settled()
    actions = defaultdict(set)
    for record in map(msgspec.json.decode, cluster.values("enforcement")):
        actions[record["action"]].add(record["category"])
    found = {alert["detector"] for alert in map(msgspec.json.decode, cluster.values("alerts"))}
    assert "voice.unowned-caller-id" in found
    assert actions["suspend"] == {"voice-spoofing"}
    outputs = b"".join(cluster.values("alerts") + cluster.values("enforcement"))
    assert not [number for number in numbers if number.encode() in outputs]


def complained_of(path: Path, most: int) -> list[str]:
    """Caller numbers of complaints, in E.164."""
    found = []
    for line in path.read_text("utf-8", errors="replace").splitlines()[1:]:
        digits = next((field for field in line.split(",") if field.isdigit() and len(field) == 10), None)
        if digits:
            found.append(f"+1{digits}")
        if len(found) == most:
            break
    assert len(found) == most
    return found
