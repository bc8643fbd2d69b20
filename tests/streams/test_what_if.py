"""`ringfence diff` and `ringfence what-if`: which accounts a change adds and spares, on replays of small stories."""

import json
from pathlib import Path
from typing import Any

import pytest

from streams.cli import run
from tests.oracle import Event
from tests.streams.replaying import OUTPUTS, START, accounts, calls, lines, replayed

HURRIED = "hurried"  # two calls a second


def stories(folder: Path) -> Path:
    """The accounts of the replay's tests, and one that is over a limit of one call a second only."""
    folder.mkdir()
    pattern = next(call for call in calls() if call["account"] == "burst")
    fast: list[Event] = [
        pattern | {"id": f"q{i}", "call": f"q{i}", "account": HURRIED, "ts": START + 600 * i} for i in range(4)
    ]
    known = [*accounts(), accounts()[0] | {"account": HURRIED}]
    (folder / "accounts.ndjson").write_bytes(b"".join(lines(known)))
    (folder / "calls.ndjson").write_bytes(b"".join(lines(sorted([*calls(), *fast], key=lambda call: call["ts"]))))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stories(tmp_path_factory.mktemp("what-if") / "in")


def figures(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    assert run([*map(str, arguments), "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    shown: dict[str, Any] = json.loads(said.out)
    return shown


def told(difference: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["kind"], one["account"], one["detectors"][0]) for one in difference["changes"]}


def test_a_lower_limit_adds_an_account_and_a_higher_one_spares_another(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(figures(capsys, "what-if", folder, "--limit", "cps=1")) == {
        ("added", HURRIED, "load.calls-per-second"),
    }
    changed = figures(capsys, "what-if", folder, "--limit", "cps=1", "--limit", "abandoned_share=1")
    assert told(changed) == {
        ("added", HURRIED, "load.calls-per-second"),
        ("spared", "dialer", "voice.abandoned-calls"),
    }
    assert (changed["before"], changed["after"]) == (3, 3)


def test_both_runs_are_those_of_replay_and_diff_says_the_same_of_them(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = figures(capsys, "what-if", folder, "--limit", "cps=1", "--out", tmp_path)
    policy = tmp_path / "mine.toml"
    policy.write_text('["load.calls-per-second"]\nlimits = { cps = 1 }\n')
    for name, options in (("as-is", []), ("what-if", ["--policy", str(policy)])):
        again = replayed(folder, tmp_path / "again", *options)
        assert {file: (tmp_path / name / file).read_bytes() for file in OUTPUTS} == again
    assert figures(capsys, "diff", tmp_path / "as-is", tmp_path / "what-if") == shown
    assert told(figures(capsys, "diff", tmp_path / "what-if", tmp_path / "as-is")) == {
        ("spared", HURRIED, "load.calls-per-second")
    }


def test_limits_are_laid_over_the_policy_that_is_given(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "mine.toml"
    policy.write_text(
        '["load.calls-per-second"]\nlimits = { cps = 1 }\n["voice.abandoned-calls"]\nactions = ["warn", "warn"]\n'
    )
    difference = figures(capsys, "what-if", folder, "--limit", "cps=10", "--policy", policy)
    assert told(difference) == {
        ("spared", "burst", "load.calls-per-second"),
        ("spared", HURRIED, "load.calls-per-second"),
    }
    assert {"action": "warn", "before": 1, "after": 1} in difference["actions"]


def test_people_are_shown_who_why_and_whether_that_is_right(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    labels = tmp_path / "labels.ndjson"
    labels.write_text(
        '{"account":"hurried","honest":true}\n\n{"account":"dialer","honest":false,"kind":"[robo]calls"}\n'
    )
    limits = ("--limit", "cps=1", "--limit", "abandoned_share=1")
    assert run(["what-if", str(folder), *limits, "--labels", str(labels)]) == 0
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert f"added {HURRIED} honest load none throttle load.calls-per-second" in shown
    assert "spared dialer [robo]calls voice-dialing suspend none voice.abandoned-calls" in shown
    assert "accounts: 1 added (1 honest), 1 spared (1 abusive), 0 otherwise changed" in shown
    assert "load.calls-per-second: 1 added" in shown


def test_where_nothing_differs_that_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["what-if", str(folder), "--limit", "cps=3"]) == 0
    shown = capsys.readouterr().out
    assert "accounts: 0 added, 0 spared, 0 otherwise changed" in shown
    assert "because of" not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["what-if", "in"], "--limit"),
        (["what-if", "in", "--limit", "cps"], "--limit cps: give it as NAME=VALUE"),
        (["what-if", "in", "--limit", "cps=fast"], "--limit cps=fast: give it as NAME=VALUE"),
        (["what-if", "in", "--limit", "cps=-1"], "--limit cps=-1: must be a number from 0"),
        (["what-if", "in", "--limit", "cps=nan"], "--limit cps=nan: must be a number from 0"),
        (["what-if", "in", "--limit", "cps=1", "--limit", "cps=2"], "--limit cps=2: cps is given twice"),
        (
            ["what-if", "in", "--limit", "short_shar=1"],
            '--limit: unknown limit "short_shar" (did you mean: short_share',
        ),
        (
            ["what-if", "in", "--limit", "short_share=2"],
            '--limit: "voice.short-calls": limit "short_share" is 2; at most 1',
        ),
        (["what-if", "in", "--limit", "lateness=3e9"], '--limit: policy: limit "lateness" is 3e+09; at most 2.592e+09'),
        (["what-if", "none", "--limit", "cps=1"], "none: there is no such folder"),
        (["what-if", "in", "--limit", "cps=1", "--labels", "none"], "--labels none: there is no such file"),
        (["what-if", "in", "--limit", "cps=1", "--labels", "bad"], "--labels bad: line 2: not as the contract has it"),
        (["diff", "out"], "RUN-B"),
        (["diff", "in", "out"], "in: is not the output of a replay: it has no alerts.ndjson"),
        (["diff", "out", "half"], "half: is not the output of a replay: it has no enforcement.ndjson"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_one_line_and_nothing_is_judged(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stories(tmp_path / "in")
    for name in ("out", "half"):
        (tmp_path / name).mkdir()
    for file in ("out/alerts.ndjson", "out/enforcement.ndjson", "half/alerts.ndjson"):
        (tmp_path / file).touch()
    (tmp_path / "bad").write_text('{"account":"acme","honest":true}\n{"account":"acme","honest":"maybe"}\n')
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert (shown.out, len(shown.err.splitlines())) == ("", 1)
    assert said in shown.err


def test_a_run_that_lacks_findings_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replayed(stories(tmp_path / "in"), tmp_path / "out")
    (tmp_path / "out" / "alerts.ndjson").write_bytes(b"")
    assert run(["diff", str(tmp_path / "out"), str(tmp_path / "out")]) == 1
    assert "which alerts.ndjson does not have" in capsys.readouterr().err
