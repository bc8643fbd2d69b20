"""Cases as a table: each once, as it stands, and nothing in it that a spreadsheet would work out."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from kafka import KafkaProducer

from streams.cli import run
from streams.records import Subject
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster
from tests.kafka.topics import Topics
from tests.streams.exporting.outputs import folder
from tests.streams.test_tail import alert, recommendation

EXAMPLE = Path(__file__).parents[3] / "docs" / "example"
FIRST = recommendation(id="r1", ts=1_790_002_800_000, action="throttle", approval="automatic", urgent=False)
SECOND = recommendation(id="r2", ts=1_790_002_800_400, supersedes="r1", findings=["a1", "a2"])
OTHER = recommendation(
    id="r3", case="k2", ts=1_790_002_700_000, account="=cmd()", scope=Subject("campaign", "+1-800"), findings=["a3"]
)
ALERTS = [alert(), alert(id="a2", detector="voice.short-calls"), alert(id="a3"), alert(id="a4", detector="fax.junk")]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return folder(tmp_path / "out", ALERTS, [FIRST, SECOND, SECOND, OTHER])  # as when one was sent twice


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_case_is_a_row_as_its_newest_record_has_it(out: Path, tmp_path: Path) -> None:
    assert run(["export", "cases", str(tmp_path / "cases.csv"), "--from", str(out)]) == 0
    other, case = table(tmp_path / "cases.csv")
    assert other["case"] == "k2"  # it began first
    assert case == {
        "case": "k1", "account": "acme", "category": "load", "scope_kind": "account", "scope_value": "acme",
        "state": "open", "action": "suspend", "urgent": "true", "approval": "required", "shadow": "false",
        "opened": "2026-09-21T15:00:00.000Z", "updated": "2026-09-21T15:00:00.400Z",
        "effective_from": "1970-01-01T00:00:00.001Z", "until": "", "records": "2", "findings": "2",
        "detectors": "load.calls-per-second; voice.short-calls", "confidence": "1.0", "clauses": "kwc: 1-3",
        "recommendation": "r2",
    }  # fmt: skip


def test_what_customers_name_themselves_is_no_formula(out: Path, tmp_path: Path) -> None:
    run(["export", "cases", str(tmp_path / "cases.csv"), "--from", str(out)])
    other, _ = table(tmp_path / "cases.csv")
    assert (other["account"], other["scope_value"]) == ("'=cmd()", "'+1-800")


def test_parquet_holds_the_same_with_types(out: Path, tmp_path: Path) -> None:
    assert run(["export", "cases", str(tmp_path / "cases.parquet"), "--format", "parquet", "--from", str(out)]) == 0
    other, case = pq.read_table(tmp_path / "cases.parquet").to_pylist()
    assert other["account"] == "=cmd()"
    assert case["updated"] == datetime(2026, 9, 21, 15, 0, 0, 400_000, UTC)
    assert (case["detectors"], case["until"], case["urgent"]) == (
        ["load.calls-per-second", "voice.short-calls"], None, True,
    )  # fmt: skip


def test_of_a_whole_replay_every_case_is_there_and_no_callee(tmp_path: Path) -> None:
    out, file = tmp_path / "replayed", tmp_path / "cases.csv"
    assert run(["replay", str(EXAMPLE), "--out", str(out), "--json"]) == 0
    assert run(["export", "cases", str(file), "--from", str(out)]) == 0
    written = [json.loads(line) for line in (out / "enforcement.ndjson").read_text().splitlines()]
    assert {row["case"] for row in table(file)} == {record["case"] for record in written}
    called = {json.loads(line).get("to") for line in (EXAMPLE / "calls.ndjson").read_text().splitlines()[:-1]}
    assert not [number for number in called if number and number in file.read_text()]


def test_without_room_to_write_it_says_so_and_leaves_nothing(out: Path, tmp_path: Path) -> None:
    assert run(["export", "cases", str(tmp_path / "none" / "cases.csv"), "--from", str(out)]) == 1
    assert not (tmp_path / "none").exists()


def test_kafka_tells_the_same(broker: SharedBroker, topics: Topics, tmp_path: Path, out: Path) -> None:
    cluster = Cluster(broker.bootstrap, topics.prefix, 1, tmp_path)
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
    for topic in ("alerts", "enforcement"):
        name = topics.create(topic)
        for line in (out / f"{topic}.ndjson").read_bytes().splitlines():
            headers = [("ce_id", json.loads(line)["id"].encode())]
            producer.send(name, value=line, key=b"acme", headers=headers).get(30)
    producer.close()
    cluster.done("export", "cases", str(tmp_path / "kafka.csv"))
    run(["export", "cases", str(tmp_path / "folder.csv"), "--from", str(out)])
    assert (tmp_path / "kafka.csv").read_text() == (tmp_path / "folder.csv").read_text()
