"""Real messages and callers through a real broker, worker processes and enforcement."""

import json
from pathlib import Path

import msgspec
import pytest

from benchmarks.corpora import callers, messages
from benchmarks.corpora.corpus import DATA, Corpus
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster, lines
from tests.kafka.topics import Topics

OF_EACH = 3_000  # messages of a set; the whole of them is for benchmarks
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


def test_real_traffic_goes_through_and_nobody_who_writes_to_friends_is_suspended(
    cluster: Cluster, tmp_path: Path
) -> None:
    texts, calls = messages.corpus(most=OF_EACH), callers.corpus(most=2_000)
    written(tmp_path / "in", texts, calls)
    cluster.done("replay", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    with cluster.workers(2):
        cluster.done("send", str(tmp_path / "in"))
        cluster.settled()
    assert cluster.values("dead-letter") == []
    assert cluster.values("alerts") == lines(tmp_path / "out" / "alerts.ndjson")
    assert cluster.values("enforcement") == lines(tmp_path / "out" / "enforcement.ndjson")
    recommended = [msgspec.json.decode(record) for record in cluster.values("enforcement")]
    assert {record["account"] for record in recommended} == {"ftc"}  # texts alone suspend nobody
    assert {record["category"] for record in recommended if record["action"] == "suspend"} == {"voice-spoofing"}
    said = b"".join([*cluster.values("alerts"), *cluster.values("enforcement")]).decode()
    assert not [e for e in texts.events["sms"] if len(e["body"]) > LONG and e["body"] in said]
    assert not [event for event in calls.events["calls"] if event["from"] in said]
