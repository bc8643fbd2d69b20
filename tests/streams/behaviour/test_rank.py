"""`ringfence rank`, and the models it ranks by, as an analyst meets them."""

import json
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.simulate.settings import load
from benchmarks.simulate.simulation import simulate
from models.behaviour import artifact
from models.behaviour.model import Model
from streams.behaviour import account_hours as reading
from streams.behaviour.account_hours import account_hours
from streams.cli import run
from streams.merge import found

START = 1_789_948_800_000
PROJECT = Path(__file__).parents[3]
SETTINGS = """
days = 2
accounts = 40
volume = 0.3
[blatant]
{blatant}
[adapting]
{adapting}
"""


def end(account: str, i: int, talk: int, **fields: object) -> dict[str, object]:
    ts = START + 20_000 * i
    return {"id": f"{account}-{i}", "account": account, "ts": ts, "event": "end", "call": f"{account}-{i}",
            "direction": "outbound", "from": "+13125550100", "to": f"+1415{2_000_000 + i}", "started": ts - talk,
            "talk_ms": talk, "hangup": "callee"} | fields  # fmt: skip


def calls() -> list[dict[str, object]]:
    robocalls = [end("robo", i, 3_000 if i % 2 else 20_000, treatment="message", dialer=True) for i in range(150)]
    office = [end("=office", i, 90_000 if i % 3 else 0) for i in range(12)]
    return [*robocalls, *office, end("quiet", 1, 5_000)]


def written(folder: Path, records: Iterable[object]) -> Path:
    folder.mkdir(exist_ok=True)
    lines = (one if isinstance(one, str) else json.dumps(one) for one in records)
    (folder / "calls.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def ranked(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["rank", *map(str, arguments), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert "never a reason by itself" in said["note"]
    found: list[dict[str, Any]] = said["ranked"]
    return found


def test_accounts_are_ranked_with_what_stands_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path / "in", calls())
    first, second = ranked(capsys, folder)
    assert (first["account"], second["account"]) == ("robo", "=office")
    assert first["likeness"] > 0.9 > second["likeness"]
    assert first["done"] == 150
    assert any(each["said"].startswith("50 % of 150 answered calls were over within 6 s") for each in first["leading"])
    assert run(["rank", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "it is never a reason\nby itself to warn or to suspend" in out
    assert "  1. robo: likeness to known abuse " in out
    assert "- 50 % of 150 answered calls were over within 6 s; usual is up to" in out


def test_open_cases_stand_by_their_accounts_and_the_unscored_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    borrowed = [end("few", 30 * i, 3_000, **{"from": "+1911555"}) for i in range(4)]
    folder, out = written(tmp_path / "in", [*calls(), *borrowed]), tmp_path / "out"
    assert run(["replay", str(folder), "--out", str(out)]) == 0
    cases = [json.loads(line) for line in (out / "enforcement.ndjson").read_text().splitlines()]
    places = ranked(capsys, folder, "--from", out)
    assert {place["account"] for place in places} == {case["account"] for case in cases if case["state"] == "open"}
    assert places[0]["account"] == "robo"
    assert "voice.short-calls" in places[0]["cases"][0]["detectors"]
    assert run(["rank", str(folder), "--from", str(out), "--days", "1", "--most", "1"]) == 0
    (case,) = [line for line in capsys.readouterr().out.splitlines() if "voice.short-calls" in line]
    assert case.split(": ")[1] in {one["id"] for one in cases}


def test_records_that_cannot_be_read_are_counted_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path / "in", [*calls(), "secret nonsense", json.dumps(end("robo", 1, 5) | {"ts": "soon"})])
    assert run(["rank", str(folder)]) == 0
    said = capsys.readouterr()
    assert "calls: 2 of 165 records cannot be read and are left out; `ringfence replay` says why" in said.err
    assert "secret" not in said.err + said.out


def test_the_key_of_hashes_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "in", calls())
    without = ranked(capsys, folder)
    monkeypatch.setenv("RINGFENCE_HASH_KEY", "secret")
    assert ranked(capsys, folder) == without


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none"], 2, "none: there is no such folder"),
        (["EMPTY"], 2, "holds none of calls.ndjson, sms.ndjson, email.ndjson"),
        (["IN", "--from", "EMPTY"], 2, "is not the output of a replay: it has no alerts.ndjson"),
        (["IN", "--model", "none.skops"], 2, "none.json: cannot be read"),
        (["IN", "--model", "models/artifacts/sms.skops"], 2, "not a behaviour model of format 1"),
        (["IN", "--days", "0"], 2, "--days"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_said_in_one_line(
    arguments: list[str], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    names = {"IN": str(written(tmp_path / "in", calls())), "EMPTY": str(tmp_path / "empty")}
    assert run(["rank", *(names.get(name, name) for name in arguments)]) == code
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_neither_batches_nor_order_nor_repeats_change_an_account_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("days = 1\naccounts = 12\n", encoding="utf-8")
    simulate(load(settings), 5, tmp_path / "in")
    whole = account_hours(found(tmp_path / "in"))
    assert whole.unread == {"calls": 0, "sms": 0, "email": 0}
    other, rng = tmp_path / "other", random.Random(1)
    other.mkdir()
    for topic in reading.READ:
        lines = (tmp_path / "in" / f"{topic}.ndjson").read_bytes().splitlines()
        lines += lines[::7]
        rng.shuffle(lines)
        (other / f"{topic}.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    monkeypatch.setattr(reading, "AT_ONCE", 331)
    again = account_hours(found(other))
    assert again.names == whole.names
    np.testing.assert_array_equal(again.rows, whole.rows)


def test_recommendations_are_the_same_to_the_byte_without_the_model(tmp_path: Path) -> None:
    blocked = (
        "import sys; from pathlib import Path; import models.artifact as artifact;"
        "artifact.SHIPPED = Path(sys.argv.pop(1)) if len(sys.argv) > 1 else artifact.SHIPPED;"
        "sys.modules |= {name: None for name in ('models.behaviour', 'streams.behaviour')};"
    )
    without = tmp_path / "artifacts"
    without.mkdir()
    for file in (PROJECT / "models" / "artifacts").iterdir():
        if file.stem != "behaviour":
            (without / file.name).write_bytes(file.read_bytes())
    for name, code, given in (("with", "import sys;", []), ("without", blocked, [str(without)])):
        arguments = ["replay", "docs/example", "--out", str(tmp_path / name)]
        ran = f"{code} from streams.cli import run; sys.exit(run({arguments}))"
        done = subprocess.run([sys.executable, "-c", ran, *given], cwd=PROJECT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    for output in ("alerts.ndjson", "enforcement.ndjson", "dead-letter.ndjson", "report.json"):
        one = (tmp_path / "with" / output).read_bytes()
        assert one == (tmp_path / "without" / output).read_bytes()
        assert one


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty honest accounts and some abusers, with labels."""
    folder = tmp_path_factory.mktemp("behaviour")
    settings = folder / "settings.toml"
    packaged = load()
    counts = ("\n".join(f"{kind} = 1" for kind in kinds) for kinds in (packaged.blatant, packaged.adapting))
    blatant, adapting = counts
    settings.write_text(SETTINGS.format(blatant=blatant, adapting=adapting), encoding="utf-8")
    simulate(load(settings), 3, folder / "traffic")
    return folder / "traffic"


def test_a_model_of_ones_own_is_trained_shown_measured_and_used(
    traffic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "train", "behaviour", str(traffic), "--out", str(tmp_path / "own")]) == 0
    model = tmp_path / "own" / "behaviour.skops"
    assert run(["models", "train", "behaviour", str(traffic), "--out", str(tmp_path / "again")]) == 0
    one, again = artifact.load(model), artifact.load(tmp_path / "again" / "behaviour.skops")
    for name in Model._fields:
        np.testing.assert_array_equal(getattr(one, name), getattr(again, name))
    assert run(["models", "show", "behaviour", "--model", str(model)]) == 0
    assert f"| {traffic.name} | " in capsys.readouterr().out
    assert run(["models", "evaluate", "behaviour", str(traffic), "--model", str(model), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)[str(traffic)]
    assert measured["average_precision"] > 0.9
    assert run(["models", "evaluate", "behaviour", str(traffic)]) == 0
    assert "abusive of the first 20" in capsys.readouterr().out
    assert len(ranked(capsys, traffic, "--model", model, "--most", "3")) == 3


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (None, "has no labels.ndjson"),
        ('{"account": "robo"}', "labels.ndjson: line 1: "),
        ('{"account": "other", "honest": true}', "none of its accounts is in the traffic beside it"),
        ('{"account": "robo", "honest": false}', "1 accounts have abusive hours and 0 honest ones"),
    ],
)
def test_what_nothing_can_be_learned_from_is_refused_in_one_line(
    labels: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path / "in", calls())
    if labels is not None:
        (folder / "labels.ndjson").write_text(labels + "\n", encoding="utf-8")
    assert run(["models", "train", "behaviour", str(folder), "--out", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert run(["models", "train", "behaviour", "--out", str(tmp_path)]) == 2
    assert "behaviour is learned from folders of traffic with labels.ndjson" in capsys.readouterr().err
