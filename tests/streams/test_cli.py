"""The command line: its exit codes, and that what is wrong is said in one line."""

import re
from pathlib import Path

import pytest

from streams.cli import run
from tests.kafka.cluster import Cluster

COMMANDS = (
    ["demo"], ["replay"], ["diff"], ["what-if"], ["worker"], ["tick"], ["topics", "apply"], ["send"], ["tail"],
    ["explain"], ["bench"],
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_and_takes_policy_and_config(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--policy" in shown
    assert "--config" in shown


def test_it_says_which_version_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert re.fullmatch(r"ringfence \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["send"], "IN"),
        (["send", "/nowhere/at/all"], "/nowhere/at/all: there is no such folder"),
        (["send", ".", "--rate", "0"], "--rate is 0: it must be above 0"),
        (["send", ".", "--rate", "fast"], "--rate"),
        (["send", ".", "--slowly"], "--slowly"),
        (["tail", "calls"], "calls"),
        (["tail", "enforcement", "--detector", "voice.wangiri"], "--detector is about alerts; this is enforcement"),
        (["tail", "alerts", "--action", "suspend"], "--action is about enforcement; this is alerts"),
        (["explain"], "ID"),
        (
            ["audit", "show", "--role", "analyst"],
            "--role: analyst may not audit; approver and policy-owner and auditor",
        ),
        (["audit", "verify", "--role", "service"], "--role: service may not audit"),
        (["export", "account", "acme", "--role", "analyst"], "--role: analyst may not export"),
        (
            ["export", "cases", "cases.csv", "--role", "somebody"],
            "another one, which counts as analyst, may not export",
        ),
        (["dance"], "dance"),
        (["worker", "--config", "none.toml"], "none.toml: cannot be read"),
        (["worker", "--policy", "none.toml"], "none.toml"),
        (["replay", ".", "--out", "out", "--batch", "0"], "--batch"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line_that_names_it(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert said in shown.err


def test_an_unknown_detector_in_the_policy_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    policy = tmp_path / "mine.toml"
    policy.write_text('["voice.unknown"]\nlimits = { x = 1 }\n')
    assert run(["demo", "--policy", str(policy)]) == 2
    shown = capsys.readouterr().err
    assert len(shown.splitlines()) == 1
    assert "voice.unknown" in shown


def test_no_broker_is_a_failure_and_not_wrong_usage(tmp_path: Path) -> None:
    ran = Cluster("127.0.0.1:1", "none.", 1, tmp_path).run("topics", "apply", RINGFENCE_BROKER_TIMEOUT="0.2")
    assert ran.returncode == 1
    assert ran.stderr.startswith("ringfence: no broker answers at 127.0.0.1:1 after 0.2 s")
