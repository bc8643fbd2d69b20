"""`ringfence explain`: what an analyst, and a customer who asks why, is shown of one finding or recommendation."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from streams.cli import run
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster
from tests.kafka.topics import Topics

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("replayed")
    assert run(["replay", str(EXAMPLE), "--out", str(out), "--json"]) == 0
    return out


def records(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / f"{name}.ndjson").read_text("utf-8").splitlines()]


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["explain", *arguments]) == 0
    return capsys.readouterr().out


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_recommendation_is_explained_with_all_that_it_rests_on(
    replayed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for record in records(replayed, "enforcement"):
        said = words(shown(capsys, record["id"], "--from", str(replayed)))
        assert said.startswith(f"{record['action']} ")
        assert record["account"] in said
        assert words(record["reason"]) in said
        assert words(record["counterfactual"]) in said
        for clause in record["clauses"]:
            assert words(f"{clause['document']}, {clause['article']}: {clause['title']}") in said
        for finding in record["findings"]:
            assert finding in said
        for alert in records(replayed, "alerts"):
            if alert["id"] in record["findings"]:
                assert f"crossing event {alert['crossing']}" in said
        assert words(record["notice"]["en"]) in said
        assert f"{record['id']} <- this one" in said


def test_a_finding_is_explained_with_its_figures_and_events(replayed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for alert in records(replayed, "alerts"):
        said = words(shown(capsys, alert["id"], "--from", str(replayed)))
        assert alert["detector"] in said
        assert words(alert["summary"]) in said
        assert "There would have been no finding" in said
        assert all(sample in said for sample in alert["samples"])


def test_the_first_letters_of_an_id_will_do(replayed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = records(replayed, "enforcement")[0]
    whole = shown(capsys, record["id"], "--from", str(replayed))
    assert shown(capsys, record["id"][:8], "--from", str(replayed)) == whole


def test_the_notice_comes_in_the_language_that_is_asked_for(replayed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = records(replayed, "enforcement")[0]
    said = shown(capsys, record["id"], "--from", str(replayed), "--notice", "ja")
    assert "お客様" in said
    assert "If you think this is mistaken" not in said


def test_programs_get_the_record_its_findings_and_its_case(replayed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = records(replayed, "enforcement")[0]
    said = json.loads(shown(capsys, record["id"], "--from", str(replayed), "--json"))
    assert said["record"] == record
    assert [finding["id"] for finding in said["findings"]] == record["findings"]
    assert said["case"][0]["case"] == record["case"]


@pytest.mark.parametrize(
    "arguments",
    [["explain", "0a1"], ["decide", "0a1", "approve", "--by", "kim"]],
    ids=lambda arguments: arguments[0],
)
def test_what_is_too_short_for_an_id_is_said_before_brokers_are_asked(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RINGFENCE_BROKERS", "127.0.0.1:1")
    assert run(arguments) == 2
    assert capsys.readouterr().err == "ringfence: 0a1: too short for an id; give at least its first 6 letters\n"


def test_an_id_that_names_nothing_is_a_failure(replayed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "0" * 32, "--from", str(replayed)]) == 1
    err = capsys.readouterr().err
    assert "there is no finding or recommendation with this id" in err
    assert len(err.splitlines()) == 1


def test_letters_that_begin_several_ids_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["replay", str(EXAMPLE), "--out", str(out), "--json"]) == 0
    alert = records(out, "alerts")[0]
    twin = alert | {"id": alert["id"][:-1] + "x"}
    (out / "alerts.ndjson").write_bytes(b"\n".join(map(msgspec.json.encode, (alert, twin))))
    capsys.readouterr()
    assert run(["explain", alert["id"][:10], "--from", str(out)]) == 1
    assert "2 ids begin so" in capsys.readouterr().err
    assert run(["explain", alert["id"], "--from", str(out)]) == 0


def test_a_folder_that_is_no_output_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "0" * 32, "--from", str(tmp_path)]) == 2
    assert "is not the output of a replay" in capsys.readouterr().err


def test_the_same_is_explained_from_kafka(broker: SharedBroker, topics: Topics, tmp_path: Path) -> None:
    cluster = Cluster(broker.bootstrap, topics.prefix, 2, tmp_path)
    cluster.done("topics", "apply")
    cluster.done("replay", str(EXAMPLE), "--out", str(tmp_path / "out"))
    with cluster.workers(1):
        cluster.done("send", str(EXAMPLE))
        cluster.settled()
    for record in [*records(tmp_path / "out", "enforcement"), *records(tmp_path / "out", "alerts")]:
        assert cluster.done("explain", record["id"]) == cluster.done(
            "explain", record["id"], "--from", str(tmp_path / "out")
        )
