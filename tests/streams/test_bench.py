import json
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient

from benchmarks import topic
from benchmarks.traffic.made import account_records
from benchmarks.traffic.streams import TRAFFIC
from streams import topics as topic_table
from streams.cli import run
from streams.settings import Settings
from tests.conftest import SharedBroker
from tests.kafka.topics import Topics

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"


def test_files_are_judged_and_nothing_is_written(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = {"accounts.ndjson", "calls.ndjson"}
    for name in files:
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    assert run(["bench", str(tmp_path), "--json"]) == 0
    (calls,) = json.loads(capfd.readouterr().out)
    assert (calls["stream"], calls["records"], calls["findings"], calls["dead_letters"]) == ("calls", 47, 2, 1)
    assert min(calls[figure] for figure in ("rate", "read", "judge", "bytes")) > 0
    assert {path.name for path in tmp_path.iterdir()} == files


def groups(admin: KafkaAdminClient, own: str) -> set[str]:
    """The groups there are, but for those of other tests, which come and go."""
    names = {group["group_id"] for group in admin.list_groups()}
    return {name for name in names if not name.startswith("test-") or name.startswith(own)}


def test_topics_are_read_as_far_as_they_go_and_no_group_is_made(
    broker: SharedBroker, topics: Topics, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RINGFENCE_BROKERS", broker.bootstrap)
    monkeypatch.setenv("RINGFENCE_TOPIC_PREFIX", topics.prefix)
    monkeypatch.setenv("RINGFENCE_PARTITIONS", "2")
    settings = Settings()
    topic_table.apply(settings)
    assert run(["bench"]) == 1
    said = capfd.readouterr().err.splitlines()[-1]  # before it perhaps that a new topic has no leader yet
    assert said.startswith("ringfence: there are no records of calls, sms, email, usage, reports to measure with: ")
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    before = groups(admin, topics.prefix)
    topic.fill(broker.bootstrap, settings.topic("accounts"), 2, account_records(30))
    topic.fill(broker.bootstrap, settings.topic("sms"), 2, TRAFFIC["sms"](3_000, 30))
    assert run(["bench"]) == 0
    assert groups(admin, topics.prefix) == before
    admin.close()
    (said,) = capfd.readouterr().out.splitlines()
    assert said.startswith("sms: ")
    assert "3,000 records of" in said
    assert "dead letters: 0" in said
