"""Another key of hashes: state of the one before is refused, and without it all is judged again, and said once."""

import json
from collections import Counter
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient

from tests.conftest import SharedBroker
from tests.integration.rows import PARTITIONS, burst, facts, produce
from tests.kafka.cluster import Cluster, until
from tests.kafka.topics import Topics


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    own.environment |= {"RINGFENCE_HASH_KEY": "the old one"}
    own.done("topics", "apply")
    return own


def subjects(cluster: Cluster) -> Counter[tuple[str, str]]:
    alerts = [json.loads(value) for value in cluster.values("alerts")]
    return Counter((alert["detector"], alert["subject"]["kind"]) for alert in alerts)


def test_whoever_changes_the_key_gives_up_the_state_and_finds_the_same(cluster: Cluster) -> None:
    calls = [row for account in ("acme", "globex") for row in (facts(account), *burst(account, calls=300))]
    produce(cluster, calls)
    with cluster.workers(1) as (worker,):
        cluster.settled()
        assert worker.stop() == 0
    before, ids = subjects(cluster), set(cluster.values("alerts"))
    assert {kind for _, kind in before} == {"account", "destination"}

    cluster.environment["RINGFENCE_HASH_KEY"] = "the new one"
    refused = cluster.start()
    until(lambda: refused.process.poll() is not None, "a worker that has ended")
    assert refused.process.returncode == 1
    assert "was made under another RINGFENCE_HASH_KEY: set that one again, or" in refused.log.read_text()
    assert set(cluster.values("alerts")) == ids

    admin = KafkaAdminClient(bootstrap_servers=cluster.bootstrap)
    admin.delete_topics([f"{cluster.prefix}ringfence.state"])
    admin.close()
    cluster.done("topics", "apply")
    with cluster.workers(1) as (worker,):
        cluster.settled()
        assert worker.stop() == 0
    again = subjects(cluster)
    assert {one: n for one, n in again.items() if one[1] == "account"} == {
        one: n for one, n in before.items() if one[1] == "account"
    }
    assert all(again[one] == 2 * n for one, n in before.items() if one[1] == "destination")  # under ids of their own
