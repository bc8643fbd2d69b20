"""The commands of the README do what it shows."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.conftest import SharedBroker
from tests.docs.reading import CODE, PROJECT, blocks, commands, text
from tests.kafka.cluster import COMMAND, Cluster
from tests.kafka.topics import Topics

TIMES = re.compile(r"in [\d.]+ s")


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
