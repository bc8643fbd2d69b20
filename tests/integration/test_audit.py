"""The audit log on Kafka: each thing that was said stands there once, whatever happens to the worker that takes it."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SharedBroker
from tests.integration.rows import PARTITIONS, T0, Row, burst, facts, home, produce
from tests.integration.test_decisions import control, decision, once
from tests.kafka.cluster import Cluster, until
from tests.kafka.topics import Topics

AUDIT = "ringfence.audit"
MANY = 400  # decisions, which are taken one by one


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    own.done("topics", "apply")
    return own


def decisions(first: str, what: str) -> list[Row]:
    return [
        decision("acme", first, what, id=f"{what} {i}", by="ito", role="lead", reason="secret") for i in range(MANY)
    ]


def shown(cluster: Cluster) -> list[dict[str, Any]]:
    return [json.loads(line) for line in cluster.done("audit", "show", "--json").splitlines()]


@pytest.mark.parametrize("strict", ["False", "True"])
def test_a_worker_that_is_killed_leaves_no_gap_and_nothing_twice(cluster: Cluster, strict: str, tmp_path: Path) -> None:
    cluster.environment["RINGFENCE_STRICT"] = strict
    with cluster.workers(1) as (worker,):
        produce(cluster, [facts("acme"), *(row for i in range(10) for row in burst("acme", T0 + 20_000 * i, 5))])
        first = once(cluster, "acme", lambda made: bool(made) and made[-1]["action"] == "suspend")[-1]["id"]
        produce(cluster, [*control(event="emergency", ts=T0, region="JP"), *decisions(first, "approve")])
        until(lambda: len(cluster.records(AUDIT)) > PARTITIONS + 20, "entries")
        worker.stop(signal.SIGKILL)
    looser = tmp_path / "looser.toml"
    looser.write_text('["load.calls-per-second"]\nlimits = { cps = 50.0 }\n')
    cluster.environment["RINGFENCE_POLICY"] = str(looser)
    with cluster.workers(1) as (worker,):
        produce(cluster, decisions(first, "reject"))
        until(lambda: cluster.committed("decisions") and cluster.committed("control"), "all taken")
        assert worker.stop() == 0
    found = shown(cluster)
    said = [entry for entry in found if entry["kind"] == "decision"]
    assert sorted(entry["id"] for entry in said) == sorted(
        f"{w} {i}" for w in ("approve", "reject") for i in range(MANY)
    )
    assert [entry["id"] for entry in said if "refused" not in entry] == ["approve 0"]
    assert {(entry["by"], entry["role"], entry["account"], entry["recommendation"]) for entry in said} == {
        ("ito", "lead", "acme", first)
    }
    assert [entry["region"] for entry in found if entry["kind"] == "emergency"] == ["JP"] * PARTITIONS
    policies = {entry["policy"] for entry in found if entry["kind"] == "policy"}
    assert len(policies) == 2
    assert len([entry for entry in found if entry["kind"] == "policy"]) == 2 * PARTITIONS
    assert b"secret" not in b"".join(cluster.values(AUDIT))
    head = tmp_path / "head.json"
    head.write_text(cluster.done("audit", "verify", "--json"))
    whole = cluster.done("audit", "verify", "--against", str(head))
    assert whole == f"whole: {len(found)} entries in {PARTITIONS} partitions\n"
    produce(cluster, [(AUDIT, home("acme"), None, cluster.values(AUDIT)[0][:-1] + b" }", [])])
    broken = cluster.run("audit", "verify", "--json")
    assert broken.returncode == 1
    assert not json.loads(broken.stdout)["whole"]
    (line,) = broken.stderr.splitlines()
    assert line.startswith(f"ringfence: {AUDIT} {home('acme')}: offset ")
    assert line.endswith("is no entry")
