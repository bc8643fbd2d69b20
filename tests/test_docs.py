"""What the documents say is true: their commands run, their options, settings, topics and links are there."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from detectors.base import catalogue, limit_kinds
from detectors.policy import load
from streams.agents import build_app
from streams.attribution import Unnamed
from streams.delivery.counting import Deliveries
from streams.email_events import Email
from streams.events import AccountRecord, Calls, Control, Decision
from streams.metrics import described
from streams.settings import Settings
from streams.sms_events import Sms
from streams.ticking import Ticking
from streams.topic_table import TOPICS
from streams.usage_events import Usage
from tests.conftest import SharedBroker
from tests.kafka.cluster import COMMAND, Cluster
from tests.kafka.topics import Topics

PROJECT = Path(__file__).parents[1]
DOCS = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")])
DECISIONS = sorted(PROJECT.glob("docs/decisions/*.md"))
COMMANDS = (
    ("demo",),
    ("replay",),
    ("diff",),
    ("what-if",),
    ("rank",),
    ("models", "train"),
    ("worker",),
    ("rescale",),
    ("tick",),
    ("deliver",),
    ("topics", "apply"),
    ("send",),
    ("import", "arf"),
    ("import", "ses"),
    ("export", "cases"),
    ("export", "xarf"),
    ("tail",),
    ("decide",),
    ("emergency", "declare"),
    ("emergency", "end"),
    ("export", "account"),
    ("erase",),
    ("audit", "verify"),
    ("audit", "show"),
    ("declare", "load"),
    ("declare", "accept"),
    ("declare", "reject"),
    ("declare", "withdraw"),
    ("declare", "agree"),
    ("declare", "refuse"),
    ("declare", "list"),
    ("explain",),
    ("bench",),
    ("build",),
)
LONGEST_DECISION = 30  # lines
LEAST_ROWS = 26  # of the table in the README, which may only grow
WITHIN_TESTS = {
    "RINGFENCE_TEST_BROKER", "RINGFENCE_REQUIRE_BROKER", "RINGFENCE_SHARED", "RINGFENCE_EXAMPLES",
    "RINGFENCE_WRITE_GOLDEN",
}  # fmt: skip
GROUPS = (["topics"], ["emergency"], ["models"], ["import"], ["export"], ["audit"], ["declare"])  # of commands
EVERYWHERE = {"RINGFENCE_CONFIG", "RINGFENCE_CACHE"}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`+([^`]+)`+")
TIMES = re.compile(r"in [\d.]+ s")

every_document = pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(PROJECT)))


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of one language, in their order."""
    return [block for kind, block in FENCE.findall(text(name)) if kind == language]


def commands(document: str) -> list[list[str]]:
    """Every `ringfence …` that stands as code in a document, word by word."""
    code = "\n".join([*(block for _, block in FENCE.findall(document)), *CODE.findall(FENCE.sub("", document))])
    lines = (line.split("#")[0].split() for line in code.splitlines())
    return [words[1:] for words in lines if words and words[0].rpartition("/")[2] == "ringfence"]


@cache
def help_of(*command: str) -> str:
    environment = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"}
    ran = subprocess.run(
        [COMMAND, *command, "--help"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, f"ringfence {' '.join(command)}: there is no such command"
    return ran.stdout


def in_order(excerpt: str, whole: str) -> None:
    """Every line of an excerpt stands in the whole, in this order; how long it took does not matter."""
    shown = [TIMES.sub("in … s", line.rstrip()) for line in whole.splitlines()]
    at = 0
    for line in filter(None, map(str.rstrip, excerpt.splitlines())):
        if line != "…":
            at = shown.index(TIMES.sub("in … s", line), at) + 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what the commands of the README refer to."""
    shutil.copytree(PROJECT / "docs" / "example", tmp_path / "docs" / "example")
    return tmp_path


def ran(folder: Path, *command: str) -> str:
    environment = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        [COMMAND, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_demo_prints_what_the_readme_shows(folder: Path) -> None:
    in_order(blocks("README.md", "text")[0], ran(folder, "demo"))


def test_the_what_if_prints_what_the_readme_shows(folder: Path) -> None:
    (command,) = [command for command in commands(text("README.md")) if command[:2] == ["what-if", "docs/example"]]
    in_order(blocks("README.md", "text")[2], ran(folder, *command))


def test_the_replay_prints_what_the_readme_shows_and_writes_its_files(folder: Path) -> None:
    (command,) = [block for block in blocks("README.md", "sh") if "replay" in block]
    in_order(blocks("README.md", "text")[1], ran(folder, *command.split()[1:]))
    written = {file.name for file in (folder / "out").iterdir()}
    assert written == {name for name in CODE.findall(text("README.md")) if name in written}
    assert len(written) == 5


def test_the_commands_on_kafka_lead_to_the_two_recommendations_that_the_readme_names(
    broker: SharedBroker, topics: Topics, folder: Path
) -> None:
    (block,) = [block for block in blocks("README.md", "sh") if "worker" in block]
    create, work, tick, follow, explain = commands(f"```sh\n{block}```")
    assert (create, work, tick) == (["topics", "apply"], ["worker"], ["tick"])
    (send,) = [command for command in commands(text("README.md")) if command[0] == "send"]
    cluster = Cluster(broker.bootstrap, topics.prefix, 2, folder)
    cluster.done(*create)
    with cluster.workers(1):
        following: list[str | Path] = [COMMAND, *follow, "--from-beginning"]
        with subprocess.Popen(following, env=cluster.environment, stdout=subprocess.PIPE, text=True) as follower:
            try:
                cluster.done(*(str(folder / word) if "/" in word else word for word in send))
                cluster.settled()
                assert len(cluster.values("enforcement")) == 2  # else the next line would wait for ever
                assert follower.stdout is not None
                said = [follower.stdout.readline() for _ in range(2)]
            finally:
                follower.send_signal(signal.SIGINT)
    recommended = {account: (action, id_) for _, _, id_, account, action, *_ in map(str.split, said)}
    actions = {account: action for account, (action, _) in recommended.items()}
    assert actions == {"harbor": "throttle", "acme": "suspend"}
    assert explain == ["explain", "ID"]
    assert "acme" in cluster.done("explain", recommended["acme"][1])
    assert len(cluster.values("dead-letter")) == 1


@every_document
def test_every_command_and_option_is_in_the_help(document: Path) -> None:
    for words in commands(document.read_text(encoding="utf-8")):
        command = [word for word in words[: 2 if words[:1] in GROUPS else 1] if re.fullmatch(r"[a-z]+(-[a-z]+)*", word)]
        options = {word for word in words if word.startswith("--")} - {"--help"}
        shown = set(re.findall(r"--[a-z-]+", help_of(*command)))
        assert options <= shown, f"ringfence {' '.join(command)} has no {options - shown}"


@every_document
def test_every_option_named_alone_belongs_to_some_command(document: Path) -> None:
    known = set(re.findall(r"--[a-z-]+", " ".join(help_of(*command) for command in COMMANDS)))
    alone = re.findall(r"`(--[a-z-]+)[^`]*`", document.read_text(encoding="utf-8"))
    assert set(alone) <= known


@every_document
def test_every_variable_is_one(document: Path) -> None:
    known = {f"RINGFENCE_{name.upper()}" for name in Settings.model_fields} | EVERYWHERE | WITHIN_TESTS
    known |= {f"RINGFENCE_TOPICS__{topic.variable.upper()}" for topic in TOPICS}
    assert set(re.findall(r"RINGFENCE_[A-Z_]+", document.read_text(encoding="utf-8"))) <= known


@every_document
def test_every_link_and_path_leads_somewhere(document: Path) -> None:
    source = FENCE.sub("", document.read_text(encoding="utf-8"))
    linked = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", source) if "://" not in link]
    assert [link for link in linked if not (document.parent / link).exists()] == []
    named = re.findall(r"`((?:streams|detectors|tests|docs)/[\w./-]+)`", source)
    added = {"detectors/voice/long_rings.py", "tests/detectors/voice/test_long_rings.py"}  # by the reader of the guide
    assert [path for path in named if path not in added and not (PROJECT / path).exists()] == []


@every_document
def test_every_make_target_is_one(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    code = "\n".join(CODE.findall(document.read_text(encoding="utf-8")))
    assert set(re.findall(r"^make ([a-z]+)", code, re.MULTILINE)) <= targets


def test_the_readme_lists_every_detector_with_its_limits() -> None:
    rows = {line.split("`")[1]: line for line in text("README.md").splitlines() if line.startswith("| `")}
    assert rows.keys() <= {detector.id for detector in catalogue()}
    assert len(rows) >= LEAST_ROWS
    for id_, row in load().detectors.items():
        if id_ not in rows:
            continue  # a detector is complete without a word here
        for name, value in row.limits.items():
            said = f"{100 * value:g} %" if limit_kinds()[id_][name].unit == "share" else f"{value:g} "
            assert said in rows[id_], f"{id_}: {name} is {value:g}"
        leads_to = rows[id_].rsplit("|", 2)[1]
        assert re.findall(r"none|warn|throttle|replace-key|suspend", leads_to) == list(row.actions)
        assert ("urgent" in leads_to) == row.urgent


def test_the_settings_and_their_defaults_are_those_in_the_table() -> None:
    table = dict(re.findall(r"^\| `RINGFENCE_(\w+)`[^|]*\| ([^|]+) \|", text("docs/kafka.md"), re.MULTILINE))
    names = {name.upper() for name in Settings.model_fields}
    assert {name.partition("__")[0] for name in table} == names
    for name, field in Settings.model_fields.items():
        if name not in {"topics", "policy"}:
            assert table[name.upper()].strip("`") == ("none" if field.default in {None, ""} else str(field.default))


def test_every_metric_and_what_it_says_is_in_the_table() -> None:
    table = dict(re.findall(r"^\| `(ringfence_\w+)` \|[^|]*\| ([^|]+) \|$", text("docs/metrics.md"), re.MULTILINE))

    async def found() -> list[tuple[str, str]]:
        registries = (
            build_app(Settings(), load()).metrics.registry,
            Ticking(Settings(), 1, lambda: 0).registry,
            Deliveries().registry,
        )
        return [family for registry in registries for family in described(registry)]

    families = asyncio.run(found())
    assert table == {name: help_ for name, help_ in families if name.startswith("ringfence_")}


def test_every_topic_is_in_the_table() -> None:
    (table,) = re.findall(r"^## Topics\n(.*?)^## ", text("docs/kafka.md"), re.MULTILINE | re.DOTALL)
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    told = {name: direction.strip() for names, direction in rows for name in CODE.findall(names)}
    assert told == {t.name: t.direction + (", compacted" if t.compacted else "") for t in TOPICS}


def test_every_record_in_the_description_is_one() -> None:
    sections = re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text("docs/records.md"), re.MULTILINE | re.DOTALL)
    types: dict[str, Any] = {
        "calls": Calls,
        "sms": Sms,
        "email": Email,
        "usage": Usage,
        "reports": Unnamed,
        "accounts": AccountRecord,
        "decisions": Decision,
        "control": Control,
    }
    for topic, section in sections:
        lines = [line for kind, block in FENCE.findall(section) if kind == "json" for line in block.splitlines()]
        assert len(lines) > 0 if topic in types else not lines
        for line in lines:
            msgspec.json.decode(line, type=types[topic])
    assert {topic for topic, _ in sections} >= types.keys()


def test_the_detector_of_the_guide_works_as_it_stands(tmp_path: Path) -> None:
    guide = text("CONTRIBUTING.md").partition("### A whole one")[2]
    assert guide
    for package in ("streams", "detectors", "tests"):
        shutil.copytree(PROJECT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    (code, stories), (row,) = ([block for kind, block in FENCE.findall(guide) if kind == k] for k in ("python", "toml"))
    (tmp_path / "detectors/voice/long_rings.py").write_text(code, encoding="utf-8")
    (tmp_path / "tests/detectors/voice/test_long_rings.py").write_text(stories, encoding="utf-8")
    policy = tmp_path / "detectors/policy.toml"
    if "voice.long-rings" not in policy.read_text(encoding="utf-8"):
        policy.write_text(f"{policy.read_text(encoding='utf-8')}\n{row}", encoding="utf-8")
    checked = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/detectors/voice/test_long_rings.py",
    ]
    quick = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(tmp_path), "RINGFENCE_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        checked, cwd=tmp_path, env=os.environ | quick, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    linted = [sys.executable, "-m", "ruff", "check", "--no-cache", "detectors/voice/long_rings.py", "tests/detectors"]
    lint = subprocess.run(linted, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_a_numbered_sentence_and_short_points(decision: Path) -> None:
    lines = decision.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(rf"# {int(decision.name[:4])}\. [A-Z].+[^.]", lines[0])
    assert lines[2], "a paragraph that says what was decided"
    points = [line for line in lines if line.startswith("- ")]
    assert len(points) >= 3
    assert all(point.startswith("- **") for point in points)
    assert len(lines) <= LONGEST_DECISION


def test_decisions_are_numbered_one_after_the_other() -> None:
    assert [int(decision.name[:4]) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))
