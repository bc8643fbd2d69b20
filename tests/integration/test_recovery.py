"""A worker that dies at any point leaves nothing out and nothing twice, and the next one judges as it would have."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SharedBroker
from tests.differing import Differing
from tests.integration.rows import PARTITIONS
from tests.kafka.cluster import COMMAND, Cluster, Worker, lines, until
from tests.kafka.topics import Topics
from tests.traffic import random_traffic
from tests.traffic.messages import random_messages

DYING = Path(__file__).with_name("dying_worker.py")
POINTS = ("outputs", "between pages")  # the others are in tests/chaos
FEW_LINES = 4_000  # bytes
DEATHS = 3
SEVERAL = 2  # checkpoints before it dies


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    own.done("topics", "apply")
    return own


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Calls and messages of accounts of all kinds, with broken lines among them."""
    folder = tmp_path / "in"
    folder.mkdir()
    accounts, calls = random_traffic(11, 12_000, 24, "mixed")
    others, messages = random_messages(12, 8_000, 16, "mixed")
    for topic, records in {"accounts": [*accounts, *others], "calls": calls, "sms": messages}.items():
        written = [json.dumps(record) for record in records]
        if topic == "sms":
            for at in range(100, len(written), 300):
                written.insert(at, f'{{"account": "nobody {at}"')
        (folder / f"{topic}.ndjson").write_text("".join(line + "\n" for line in written))
    last = max(event["ts"] for event in (*calls, *messages))  # by then replays look what is due, and so must workers
    (folder / "control.ndjson").write_text(json.dumps({"event": "tick", "ts": last}) + "\n")
    return folder


def dying(cluster: Cluster, point: str) -> Worker:
    """A worker that kills itself when it has come to a point of a checkpoint for the SEVERAL-th time."""
    return cluster.start(sys.executable, DYING, point, str(SEVERAL))


def sending(cluster: Cluster, folder: Path) -> "subprocess.Popen[bytes]":
    """Sends it so slowly that there are several checkpoints meanwhile; as a context, until all is sent."""
    command: list[str | Path] = [COMMAND, "send", str(folder), "--rate", "2500"]
    return subprocess.Popen(command, env=cluster.environment, stdout=subprocess.DEVNULL)


def is_back(worker: Worker) -> bool:
    """Whether a worker that was stopped has noticed."""
    return worker.process.poll() is not None or worker.log.read_text().count("ready: ") > 1


def finished(cluster: Cluster) -> str:
    """What the worker says that takes all over and comes to the end."""
    with cluster.workers(1) as (worker,):
        cluster.settled()
        return worker.log.read_text()


def gists(differing: Differing, records: list[bytes]) -> list[bytes]:
    read = {record: json.loads(record) for record in records}
    return sorted(repr(differing.gist(one)).encode() if differing.may(one) else record for record, one in read.items())


def same_as_replay(cluster: Cluster, out: Path) -> None:
    """Every record of a replay is there, byte for byte, and once; of findings over totals, what may not differ."""
    wanted = {topic: lines(out / f"{topic}.ndjson") for topic in ("alerts", "enforcement")}
    differing = Differing.of(*(map(json.loads, records) for records in wanted.values()))
    for topic, records in wanted.items():
        assert gists(differing, cluster.values(topic)) == gists(differing, records), topic
    assert len(cluster.values("dead-letter")) == len(lines(out / "dead-letter.ndjson")) > 1


@pytest.mark.parametrize(("point", "strict"), [*((point, "") for point in POINTS), ("between pages", "1")])
def test_a_worker_that_dies_in_a_checkpoint_loses_and_doubles_nothing(
    cluster: Cluster, folder: Path, point: str, strict: str, tmp_path: Path
) -> None:
    cluster.environment |= {"RINGFENCE_STRICT": strict}
    cluster.done("replay", str(folder), "--out", str(tmp_path / "out"))
    worker = dying(cluster, point)
    until(worker.ready, "a worker that is ready")  # or all might come in its first checkpoint
    with sending(cluster, folder):
        assert worker.process.wait(120) == -signal.SIGKILL, worker.log.read_text()
    said = finished(cluster)
    assert re.search(r"took over [1-9]\d* pages", said)
    assert strict or re.search(r"and [1-9]\d* records again", said)
    same_as_replay(cluster, tmp_path / "out")


@pytest.mark.parametrize("strict", ["", "1"], ids=["plain", "strict"])
def test_a_worker_that_wakes_up_too_late_adds_nothing(
    cluster: Cluster, folder: Path, tmp_path: Path, strict: str
) -> None:
    cluster.environment |= {"RINGFENCE_STRICT": strict}
    cluster.done("replay", str(folder), "--out", str(tmp_path / "out"))
    with cluster.workers(1) as (zombie,):
        with sending(cluster, folder):
            until(lambda: len(cluster.records("ringfence.state")) > 0, "it keeps something")
            zombie.process.send_signal(signal.SIGSTOP)
        with cluster.workers(1):
            cluster.settled()
            zombie.process.send_signal(signal.SIGCONT)
            until(
                lambda: zombie.log.read_text().count("ready: ") > 1 or zombie.process.poll() is not None, "it is back"
            )
            cluster.settled()
    same_as_replay(cluster, tmp_path / "out")


def test_windows_outlive_the_worker_that_filled_them(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    """Killed again and again, at whatever it is doing; nothing is sent while nobody is there to be killed."""
    cluster.done("replay", str(folder), "--out", str(tmp_path / "out"))
    with sending(cluster, folder) as sender:
        for _ in range(DEATHS):
            sender.send_signal(signal.SIGSTOP)
            worker = cluster.start()
            until(worker.ready, "a worker that is ready")
            before = len(cluster.records("ringfence.state"))
            sender.send_signal(signal.SIGCONT)
            until(lambda: len(cluster.records("ringfence.state")) > before, "it keeps something")  # noqa: B023
            assert worker.stop(signal.SIGKILL) == -signal.SIGKILL
    finished(cluster)
    same_as_replay(cluster, tmp_path / "out")


def test_state_of_another_version_is_refused_in_one_line(cluster: Cluster, folder: Path) -> None:
    cluster.done("send", str(folder))
    finished(cluster)
    environment = cluster.environment | {"RINGFENCE_OTHER_LAYOUT": "1"}
    log = cluster.folder / "other.log"
    with log.open("wb") as out:
        worker = Worker(
            subprocess.Popen([sys.executable, str(DYING), "layout", "1"], env=environment, stdout=out, stderr=out), log
        )
    assert worker.process.wait(60) == 1
    assert "ringfence.state is of format 1, layout" in log.read_text()
    assert log.stat().st_size < FEW_LINES
