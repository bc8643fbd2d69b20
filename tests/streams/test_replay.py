"""Replay: what comes of files, byte for byte, whatever they are cut into and however they are packed."""

import json
import os
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from streams.cli import run
from tests.oracle import Event
from tests.product import product
from tests.streams.replaying import (
    GOLDEN_FILES,
    OUTPUTS,
    START,
    _leg,
    accounts,
    calls,
    lines,
    replayed,
    written,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "replay"


def test_the_outputs_are_those_that_were_reviewed(tmp_path: Path) -> None:
    """`RINGFENCE_WRITE_GOLDEN=1` writes the files anew, to be read before they are committed."""
    found = replayed(written(tmp_path / "in"), tmp_path / "out")
    if os.environ.get("RINGFENCE_WRITE_GOLDEN"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for name in GOLDEN_FILES:
            (GOLDEN / name).write_bytes(found[name])
    for name in GOLDEN_FILES:
        assert found[name].decode() == (GOLDEN / name).read_text("utf-8"), name


@pytest.mark.parametrize("batch", [1, 7, 5_000])
def test_the_size_of_batches_changes_no_byte(batch: int, tmp_path: Path) -> None:
    folder = written(tmp_path / "in")
    assert replayed(folder, tmp_path / "out", "--batch", str(batch)) == replayed(folder, tmp_path / "other")


def test_a_replay_says_what_the_shard_and_the_stage_say(tmp_path: Path) -> None:
    found, said = replayed(written(tmp_path / "in"), tmp_path / "out"), product(accounts(), calls())
    assert found["alerts.ndjson"] == b"".join(msgspec.json.encode(alert) + b"\n" for alert in said.alerts)
    assert found["enforcement.ndjson"] == b"".join(msgspec.json.encode(record) + b"\n" for record in said.records)
    assert {(alert.account, alert.detector, alert.level) for alert in said.alerts} >= {
        ("spoofer", "voice.unowned-caller-id", 1),
        ("dialer", "voice.abandoned-calls", 2),
        ("burst", "load.calls-per-second", 1),
    }


def test_broken_lines_come_out_as_they_went_in_with_their_numbers(tmp_path: Path) -> None:
    folder = written(tmp_path / "in")
    letters = [json.loads(line) for line in replayed(folder, tmp_path / "out")["dead-letter.ndjson"].splitlines()]
    assert [letter["topic"] for letter in letters] == ["accounts"] + ["calls"] * 6
    for letter in letters:
        assert letter.keys() == {"topic", "line", "error", "value_base64"}
        given = (folder / f"{letter['topic']}.ndjson").read_bytes().split(b"\n")
        assert b64decode(letter["value_base64"]) == given[letter["line"] - 1]
        assert letter["error"].isprintable()
    assert [letter["line"] for letter in letters] == [5, 4, 41, 42, 43, 91, 121]


def test_blank_lines_and_carriage_returns_change_nothing(tmp_path: Path) -> None:
    for name, between in (("plain", b"\n"), ("other", b"\r\n\r\n \n\n")):
        (tmp_path / name).mkdir()
        for topic, records in (("accounts", accounts()), ("calls", calls())):
            (tmp_path / name / f"{topic}.ndjson").write_bytes(b"".join(lines(records)).replace(b"\n", between))
    plain = replayed(tmp_path / "plain", tmp_path / "out")
    assert plain == replayed(tmp_path / "other", tmp_path / "other-out")
    assert plain["alerts.ndjson"]
    assert not plain["dead-letter.ndjson"]


def packed(folder: Path, kind: str) -> Path:
    """The calls and accounts in one of the formats."""
    folder.mkdir()
    for topic, records in (("accounts", accounts()), ("calls", calls())):
        if kind == "parquet":
            names = sorted({name for record in records for name in record})
            columns: Event = {name: [record.get(name) for record in records] for name in names}
            if topic == "calls":  # as pandas would write them
                columns["ts"] = pa.array(columns["ts"], pa.timestamp("ms")).cast(pa.timestamp("ns"))
            pq.write_table(pa.table(columns), folder / f"{topic}.parquet", row_group_size=50)
            continue
        data = b"".join(lines(records))
        parts = [zstandard.compress(part) for part in (data[:700], data[700:])]  # two frames, a line over both
        (folder / f"{topic}.{kind}").write_bytes(b"".join(parts) if kind == "ndjson.zst" else data)
    return folder


@pytest.mark.parametrize("kind", ["ndjson.zst", "parquet"])
def test_other_formats_give_the_same_results(kind: str, tmp_path: Path) -> None:
    plain = replayed(packed(tmp_path / "plain", "ndjson"), tmp_path / "out")
    assert plain["alerts.ndjson"]
    assert replayed(packed(tmp_path / "packed", kind), tmp_path / "packed-out") == plain


@pytest.mark.parametrize("length", [1, 6, -1])
def test_a_compressed_file_that_is_cut_short_is_a_failure(
    length: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = packed(tmp_path / "in", "ndjson.zst") / "calls.ndjson.zst"
    path.write_bytes(path.read_bytes()[:length])
    assert run(["replay", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 1
    assert f"{path}: cannot be read" in capsys.readouterr().err
    assert not list((tmp_path / "out").iterdir())


def test_times_of_any_unit_are_times(tmp_path: Path) -> None:
    events = [_leg("acme", "e", START)]
    said = set()
    for unit, factor in (("s", 1), ("ms", 1_000), ("us", 10**6), ("ns", 10**9)):
        times = pa.array([START // 1_000 * factor], pa.timestamp(unit, tz="Asia/Tokyo"))
        (tmp_path / unit).mkdir()
        table = pa.table({name: [value] for name, value in events[0].items() if name != "ts"} | {"ts": times})
        pq.write_table(table, tmp_path / unit / "calls.parquet")
        said.add(tuple(replayed(tmp_path / unit, tmp_path / f"{unit}-out").values()))
    assert len(said) == 1
    assert b'"calls": 1' in next(iter(said))[3]


def test_nobodys_number_is_in_an_output(tmp_path: Path) -> None:
    folder = written(tmp_path / "in")
    found = replayed(folder, tmp_path / "out")
    numbers = {call[side].removeprefix("+") for call in calls() for side in ("from", "to")}
    assert len(numbers) > 100
    for name, data in found.items():
        assert name == "dead-letter.ndjson" or [number for number in numbers if number.encode() in data] == []


def test_results_replace_older_ones_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "alerts.ndjson").write_text("old")
    (out / "notes.txt").write_text("mine")
    found = replayed(written(tmp_path / "in"), out)
    assert found["alerts.ndjson"].startswith(b'{"id":')
    assert sorted(path.name for path in out.iterdir()) == sorted([*OUTPUTS, "notes.txt"])
    assert (out / "notes.txt").read_text() == "mine"


def test_a_folder_may_hold_some_of_the_topics(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "calls.ndjson").write_bytes(b"")
    (tmp_path / "in" / "reports.ndjson").write_bytes(b"{}\n")
    (tmp_path / "in" / "unheard-of.ndjson").write_bytes(b"{}\n")
    report = json.loads(replayed(tmp_path / "in", tmp_path / "out")["report.json"])
    assert (report["records"], report["not_judged"]) == ({"calls": 0, "reports": 1}, [])
    said = capsys.readouterr().err
    assert "not read, as there are no such topics: unheard-of.ndjson" in said


def test_what_was_wrong_with_records_is_said_by_reason_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = _leg("acme", "e", START)
    lines_ = [b"{", json.dumps(call).encode(), json.dumps(call | {"ts": "soon"}).encode(), b"{", *([b"[]"] * 12)]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "calls.ndjson").write_bytes(b"\n".join(lines_))
    assert run(["replay", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr().out
    assert "  12 of calls: not as the contract has it: Expected `object`, got `array` (line 5, 6," in shown
    assert ", …)\n" in shown
    assert "  2 of calls: malformed JSON" in shown
    assert "(line 1, 4)\n" in shown
    assert "  1 of calls: not as the contract has it: Expected `int`, got `str` - at `$.ts` (line 3)\n" in shown


def test_times_that_look_like_seconds_are_doubted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, ts in (("ms", START), ("s", START // 1000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "calls.ndjson").write_text(json.dumps(_leg("acme", "e", ts)) + "\n")
        assert run(["replay", str(tmp_path / name), "--out", str(tmp_path / f"{name}-out")]) == 0
        assert ("these look like seconds" in capsys.readouterr().err) == (name == "s")


WRONG: dict[str, tuple[list[str], int, str]] = {
    "no such folder": (["none", "--out", "out"], 2, "none: there is no such folder"),
    "a file": (["in/calls.ndjson", "--out", "out"], 2, "in/calls.ndjson: there is no such folder"),
    "an empty folder": (["empty", "--out", "out"], 2, "empty: holds none of calls.ndjson"),
    "no output": (["in"], 2, "--out"),
    "an unknown option": (["in", "--out", "out", "--fast"], 2, "--fast"),
    "a batch of none": (["in", "--out", "out", "--batch", "0"], 2, "--batch"),
    "a batch of too many": (["in", "--out", "out", "--batch", "99999999999999999999"], 2, "--batch"),
    "output into a file": (["in", "--out", "in/calls.ndjson"], 1, "in/calls.ndjson: cannot be written"),
    "output below a file": (["in", "--out", "in/calls.ndjson/out"], 1, "in/calls.ndjson/out: cannot be written"),
    "a name that is too long": (["in", "--out", "o" * 300], 1, "cannot be written"),
    "output into the input": (["in", "--out", "empty/../in"], 2, "--out: is IN itself"),
    "a file that is another": (["packed", "--out", "out"], 1, "packed/calls.parquet: cannot be read"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_one_line_and_leaves_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, code, said = WRONG[name]
    written(tmp_path / "in")
    for folder in ("empty", "packed"):
        (tmp_path / folder).mkdir()
    (tmp_path / "packed" / "calls.parquet").write_text("text")
    monkeypatch.chdir(tmp_path)
    assert run(["replay", *arguments]) == code
    shown = capsys.readouterr()
    assert (shown.out, len(shown.err.splitlines())) == ("", 1)
    assert said in shown.err
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name not in {"in", "packed"}]


def test_the_command_itself_ends_as_its_functions_do(tmp_path: Path) -> None:
    ringfence = [sys.executable, "-m", "streams.cli", "replay"]
    done = subprocess.run(
        [*ringfence, written(tmp_path / "in"), "--out", tmp_path / "out", "--json"], capture_output=True, check=True
    )
    assert done.stdout == (tmp_path / "out" / "report.json").read_bytes()
    assert done.stderr == b""
    failed = subprocess.run([*ringfence, tmp_path / "none", "--out", tmp_path], capture_output=True, check=False)
    assert (failed.returncode, failed.stdout, failed.stderr.count(b"\n")) == (2, b"", 1)
    assert failed.stderr.startswith(b"ringfence: ")
