"""What people and programs see of the outputs as they grow."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaProducer

from streams.cli import run
from streams.records import Alert, Recommendation, State
from streams.tail import Filter, alert_line, recommendation_line
from tests.conftest import SharedBroker
from tests.kafka.cluster import COMMAND, PATIENCE, Cluster
from tests.kafka.topics import Topics

SUBJECT = {"kind": "account", "value": "acme"}
FIGURE = {"metric": "calls_per_second", "observed": 11, "limit": 3, "unit": "calls/s"}


def alert(**fields: object) -> Alert:
    record = {
        "id": "a1", "account": "acme", "ts": 1_790_002_800_000, "detector": "load.calls-per-second", "version": 1,
        "category": "load", "channel": "voice", "level": 2, "severity": "high", "confidence": 1.0, "subject": SUBJECT,
        "window": {"start": 1, "end": 2}, "evidence": [FIGURE], "crossing": "c1", "samples": ["c1"],
        "summary": "11 attempts within a second; 3 are allowed.",
    }  # fmt: skip
    return msgspec.convert(record | fields, Alert)


def recommendation(**fields: object) -> Recommendation:
    record = {
        "id": "r1", "case": "k1", "account": "acme", "ts": 1_790_002_800_000, "action": "suspend", "parameters": [],
        "urgent": True, "category": "load", "reason": "Too many calls.", "effective_from": 1, "until": None,
        "clauses": [{"document": "kwc", "sha256": "0", "article": "1-3", "title": "Load"}],
        "notice": {"en": "Dear", "ja": "拝啓"}, "emergency_basis": None, "scope": SUBJECT,
        "excludes": ["emergency-calls"],
        "findings": ["a1"], "evidence": [FIGURE], "confidence": 1.0, "counterfactual": "Fewer.", "approval": "required",
        "state": "open", "supersedes": None, "shadow": False,
    }  # fmt: skip
    return msgspec.convert(record | fields, Recommendation)


def test_a_finding_is_one_line_with_its_figures() -> None:
    line = alert_line(alert(shadow=True)).plain
    assert line.startswith(f"2026-09-21 15:00:00  {alert().id[:10]}  acme ")
    assert "high         load.calls-per-second (level 2, shadow)  11 attempts within a second; 3 are allowed." in line


def test_a_recommendation_is_one_line_with_its_clause() -> None:
    line = recommendation_line(recommendation()).plain
    assert "suspend      load (urgent, needs approval)  Too many calls.  [kwc 1-3]" in line


def test_an_account_name_cannot_steer_the_terminal() -> None:
    lines = [alert_line(alert(account="\x1b[2Jevil\n")), recommendation_line(recommendation(account="\x1b[2Jevil\n"))]
    for line in lines:
        assert "\\x1b[2Jevil\\n" in line.plain
        assert line.plain.isprintable()


@pytest.mark.parametrize(
    ("shown", "lets"),
    [
        (Filter(), True),
        (Filter(account="acme", category="load", detector="load.calls-per-second", severity="high"), True),
        (Filter(account="other"), False),
        (Filter(category="fax"), False),
        (Filter(detector="voice.wangiri"), False),
        (Filter(severity="low"), True),
        (Filter(severity="critical"), False),
    ],
)
def test_findings_are_chosen_by_what_they_are(shown: Filter, lets: bool) -> None:  # noqa: FBT001
    assert shown.lets(alert()) is lets


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("alerts", "--detector", "voice.unowned"), '--detector: unknown detector "voice.unowned" (did you mean:'),
        (("--category", "spoofing"), '--category: unknown category "spoofing" (did you mean:'),
        (("--detector", "sms.bulk"), "--detector is about alerts; this is enforcement"),
    ],
)
def test_a_filter_that_nothing_can_pass_is_refused(
    words: tuple[str, ...], wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["tail", *words]) == 2
    assert wrong in capsys.readouterr().err


@pytest.mark.parametrize(
    ("state", "marks"),
    [("open", "(urgent, needs approval)"), ("approved", "(urgent, approved)"), ("lifted", "(lifted)")],
)
def test_what_is_decided_or_over_no_longer_waits(state: State, marks: str) -> None:
    assert marks in recommendation_line(recommendation(urgent=True, state=state)).plain


@pytest.mark.parametrize(("action", "lets"), [("warn", True), ("suspend", True), ("terminate", False)])
def test_recommendations_are_chosen_by_how_strong_they_are(action: str, lets: bool) -> None:  # noqa: FBT001
    assert Filter(action=action).lets(recommendation()) is lets


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    for name in ("alerts", "enforcement"):
        topics.create(name, 2)
    return Cluster(broker.bootstrap, topics.prefix, 2, tmp_path)


@pytest.fixture
def tailing() -> Iterator["list[subprocess.Popen[str]]"]:
    """What is started here is ended with the test."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def put(cluster: Cluster, topic: str, *values: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=cluster.bootstrap)
    for value in values:
        producer.send(cluster.prefix + topic, value, key=json.loads(value)["account"].encode(), partition=1)
    producer.flush()
    producer.close()


def start(cluster: Cluster, tailing: "list[subprocess.Popen[str]]", *arguments: str) -> "subprocess.Popen[str]":
    command: list[str | Path] = [COMMAND, "tail", *arguments]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=cluster.environment, stdout=pipe, stderr=pipe, text=True)
    tailing.append(process)
    return process


def test_programs_get_the_records_of_one_account_and_ctrl_c_is_a_good_end(
    cluster: Cluster, tailing: "list[subprocess.Popen[str]]"
) -> None:
    mine, other = msgspec.json.encode(recommendation()), msgspec.json.encode(recommendation(account="other"))
    put(cluster, "enforcement", other, mine)
    process = start(cluster, tailing, "--json", "--from-beginning", "--account", "acme")
    assert process.stdout is not None
    assert process.stdout.readline().encode() == mine + b"\n"
    put(cluster, "enforcement", other, mine)  # and those that come later
    assert process.stdout.readline().encode() == mine + b"\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_reader_that_goes_away_is_a_good_end_too(cluster: Cluster, tailing: "list[subprocess.Popen[str]]") -> None:
    value = msgspec.json.encode(alert())
    put(cluster, "alerts", *[value] * 3)
    process = start(cluster, tailing, "alerts", "--from-beginning")
    assert process.stdout is not None
    assert "load.calls-per-second" in process.stdout.readline()
    process.stdout.close()
    put(cluster, "alerts", *[value] * 3)
    assert process.wait(PATIENCE) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_colour_and_filters_are_as_asked_for(cluster: Cluster, tailing: "list[subprocess.Popen[str]]") -> None:
    put(cluster, "alerts", *(msgspec.json.encode(alert(severity=severity)) for severity in ("low", "high")))
    process = start(cluster, tailing, "alerts", "--from-beginning", "--severity", "high", "--color")
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "\x1b[31mhigh" in line
    plain = start(cluster, tailing, "alerts", "--from-beginning", "--no-color")
    assert plain.stdout is not None
    assert [plain.stdout.readline().split()[4] for _ in range(2)] == ["low", "high"]
