"""Real messages, mails and callers through a real broker, worker processes and enforcement."""

import json
from pathlib import Path

import msgspec
import pytest

from benchmarks.corpora import callers, mails, messages
from benchmarks.corpora.corpus import DATA, Corpus, Event
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster, lines
from tests.kafka.topics import Topics

OF_EACH = 3_000  # messages of a set; the whole of them is for benchmarks
OF_A_FOLDER = 300  # mails
LONG = 25  # letters of a body that would not be in an output by chance


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    if not DATA.is_dir():
        pytest.skip(f"no data for evaluation at {DATA}: set RINGFENCE_SHARED to the shared folder")
    own = Cluster(broker.bootstrap, topics.prefix, 4, tmp_path)
    own.done("topics", "apply")
    return own


def written(folder: Path, *parts: Corpus) -> None:
    folder.mkdir()
    files = {"accounts": [record for part in parts for record in part.accounts]}
    for part in parts:
        files |= part.events
    for topic, records in files.items():
        (folder / f"{topic}.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))


def judged(cluster: Cluster, folder: Path, *parts: Corpus) -> tuple[list[Event], str]:
    """What is recommended live, which is what replay recommends; and all that was put out, as text."""
    written(folder / "in", *parts)
    cluster.done("replay", str(folder / "in"), "--out", str(folder / "out"))
    with cluster.workers(2):
        cluster.done("send", str(folder / "in"))
        cluster.settled()
    assert cluster.values("dead-letter") == []
    alerts, enforcement = cluster.values("alerts"), cluster.values("enforcement")
    assert alerts == lines(folder / "out" / "alerts.ndjson")
    assert enforcement == lines(folder / "out" / "enforcement.ndjson")
    return [msgspec.json.decode(record) for record in enforcement], b"".join([*alerts, *enforcement]).decode()


def test_real_traffic_goes_through_and_nobody_who_writes_to_friends_is_suspended(
    cluster: Cluster, tmp_path: Path
) -> None:
    texts, calls = messages.corpus(most=OF_EACH), callers.corpus(most=2_000)
    recommended, said = judged(cluster, tmp_path, texts, calls)
    assert {record["account"] for record in recommended} == {"ftc"}  # texts alone suspend nobody
    assert {record["category"] for record in recommended if record["action"] == "suspend"} == {"voice-spoofing"}
    assert not [e for e in texts.events["sms"] if len(e["body"]) > LONG and e["body"] in said]
    assert not [event for event in calls.events["calls"] if event["from"] in said]


def test_real_mail_goes_through_and_who_is_suspended_is_who_annoys_people(cluster: Cluster, tmp_path: Path) -> None:
    sent = mails.corpus(most=OF_A_FOLDER)
    label_of = {event["account"]: sent.labels[event["id"]] for event in sent.events["email"]}
    assert set(label_of.values()) == {"ham", "spam", "unlabelled"}
    recommended, said = judged(cluster, tmp_path, mails.answered(sent))
    assert "ham" not in {label_of[record["account"]] for record in recommended}  # nor warned
    suspended = [record for record in recommended if record["action"] == "suspend"]
    assert {label_of[record["account"]] for record in suspended} == {"spam"}
    assert {record["category"] for record in suspended} == {"email-spam"}
    assert len({record["account"] for record in suspended}) > 1
    for mail in sent.events["email"]:
        shown = [mail["subject"] or "", *(mail["body"] or "").splitlines()]
        assert not [line for line in shown if len(line) > LONG and _as_in_json(line) in said]
        assert not [person for person in mail["to"] if person in said]


def _as_in_json(text: str) -> str:
    return msgspec.json.encode(text)[1:-1].decode()
