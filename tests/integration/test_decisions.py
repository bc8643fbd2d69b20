"""Decisions, deliveries, ticks and new facts through Kafka and a worker: the cases that they move."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SharedBroker
from tests.integration.rows import PARTITIONS, T0, Row, burst, facts, home, produce
from tests.kafka.cluster import Cluster, lines, until
from tests.kafka.topics import Topics

HOUR = 3_600_000
FOREIGN = "+12125550188"


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    own.done("topics", "apply")
    return own


def spoofed(account: str, calls: int = 12) -> list[Row]:
    """Calls under a number that is somebody else's, or will turn out not to be."""
    rows: list[Row] = []
    for i in range(calls):
        call = {"id": f"{account}-s{i}", "account": account, "ts": T0 + 5_000 * i, "event": "attempt", "call": f"s{i}"}
        value = json.dumps(
            call | {"direction": "outbound", "from": FOREIGN, "to": f"+13125{500_000 + 977 * i}"}
        ).encode()
        rows.append(("calls", home(account), account.encode(), value, [("ingested", str(T0 + HOUR).encode())]))
    return rows


def decision(account: str, about: str, what: str, **fields: object) -> Row:
    value = {"id": f"{what} {about}", "ts": T0 + HOUR, "recommendation": about, "account": account, "decision": what}
    return ("decisions", home(account), account.encode(), json.dumps(value | fields).encode(), [])


def control(**fields: object) -> list[Row]:
    """A control record, which goes to every partition."""
    return [("control", partition, None, json.dumps(fields).encode(), []) for partition in range(PARTITIONS)]


def recommendations(cluster: Cluster, account: str) -> list[dict[str, Any]]:
    """The records of an account, in their order."""
    records = [json.loads(record.value or b"") for record in cluster.records("enforcement")]
    return [record for record in records if record["account"] == account]


def once(cluster: Cluster, account: str, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """The account's records, when there are such as wanted."""
    until(lambda: holds(recommendations(cluster, account)), f"the records of {account}")
    return recommendations(cluster, account)


def test_a_case_goes_from_its_finding_to_the_end_of_its_notice_period(cluster: Cluster) -> None:
    with cluster.workers(2):
        produce(cluster, [facts("acme"), *(row for i in range(10) for row in burst("acme", T0 + 20_000 * i, 5))])
        first = once(cluster, "acme", lambda made: bool(made) and made[-1]["action"] == "suspend")[-1]
        produce(cluster, [decision("acme", first["id"], "approve", by="ito")])
        approved = once(cluster, "acme", lambda made: made[-1]["state"] == "approved")[-1]
        assert (approved["supersedes"], approved["action"]) == (first["id"], "suspend")
        produce(cluster, control(event="notice-delivered", ts=T0 + 2 * HOUR, recommendation=approved["id"]))
        told = once(cluster, "acme", lambda made: made[-1]["supersedes"] == approved["id"])[-1]
        assert told["effective_from"] == T0 + 74 * HOUR
        produce(cluster, control(event="tick", ts=T0 + 73 * HOUR) + control(event="tick", ts=T0 + 80 * HOUR))
        over = once(cluster, "acme", lambda made: made[-1]["supersedes"] == told["id"])[-1]
        assert (over["ts"], over["state"]) == (T0 + 74 * HOUR, "approved")
    kinds = [
        r.headers["ce_type"] for r in cluster.records("enforcement") if json.loads(r.value or b"")["account"] == "acme"
    ]
    assert kinds[0] == b"ringfence.enforcement.recommended.v1"
    assert set(kinds[1:]) == {b"ringfence.enforcement.updated.v1"}
    assert cluster.values("dead-letter") == []


def test_decisions_that_cannot_be_followed_are_dead_letters_with_the_reason(cluster: Cluster) -> None:
    with cluster.workers(1):
        produce(cluster, [facts("acme"), *burst("acme")])
        first = once(cluster, "acme", bool)[-1]
        strange: list[Row] = [
            decision("acme", "0" * 32, "approve"),
            decision("acme", first["id"], "nothing", decision=None),
            ("decisions", home("acme"), None, b'{"id":"d","ts":5}', []),
            ("decisions", home("acme"), b"acme", b'{"id":"d"}', []),
        ]
        lost = control(event="tock", ts=T0)
        produce(cluster, [*strange, *lost])
        until(lambda: len(cluster.values("dead-letter")) == len(strange) + len(lost), "the dead letters")
    reasons = {letter.headers["rf_error"].decode() for letter in cluster.records("dead-letter")}
    assert any("no recommendation that is known" in reason for reason in reasons)
    assert any("decision is not given" in reason for reason in reasons)
    assert any("no key" in reason for reason in reasons)
    assert len(recommendations(cluster, "acme")) == 1


def test_a_finding_is_withdrawn_when_the_platform_says_that_the_number_was_the_accounts(cluster: Cluster) -> None:
    with cluster.workers(2):
        produce(cluster, [facts("acme"), facts("other"), *spoofed("acme"), *spoofed("other")])
        first = once(cluster, "acme", bool)[-1]
        once(cluster, "other", bool)
        assert (first["action"], first["category"]) == ("suspend", "voice-spoofing")
        produce(cluster, [facts("acme", numbers=[{"number": FOREIGN}])])
        record = once(cluster, "acme", lambda made: made[-1]["state"] == "withdrawn")[-1]
        assert (record["action"], record["supersedes"]) == ("suspend", first["id"])
        produce(cluster, [facts("other", country="JP")])  # which says nothing of the number
        produce(cluster, [facts("acme", numbers=[{"number": FOREIGN}], country="JP")])
        uses = cluster.first_uses()
        assert {use["account"] for use in uses} == {"acme", "other"}
    assert len(recommendations(cluster, "acme")) == 2
    assert len(recommendations(cluster, "other")) == 1


def test_a_throttle_is_lifted_in_silence_and_what_comes_again_is_suspended_as_replay_has_it(
    cluster: Cluster, tmp_path: Path
) -> None:
    """By another worker, which knows of it from what was kept."""
    week, later = T0 + 170 * HOUR, T0 + 240 * HOUR
    again: list[Row] = [(*row[:4], [("ingested", str(later).encode())]) for row in burst("acme", later)]
    rows = [facts("acme"), *burst("acme"), *control(event="tick", ts=week), *again]
    with cluster.workers(1):
        produce(cluster, rows[: -len(again)])
        once(cluster, "acme", lambda made: len(made) == 2)
    with cluster.workers(1):
        produce(cluster, again)
        once(cluster, "acme", lambda made: len(made) == 3)
    made = recommendations(cluster, "acme")
    assert [(record["action"], record["state"]) for record in made] == [
        ("throttle", "open"),
        ("lift", "lifted"),
        ("suspend", "open"),
    ]
    assert made[1]["ts"] == made[0]["ts"] + 168 * HOUR
    kinds = [record.headers["ce_type"].split(b".")[2] for record in cluster.records("enforcement")]
    assert sorted(kinds) == [b"lifted", b"recommended", b"updated"]
    folder = tmp_path / "in"
    folder.mkdir()
    for topic in ("accounts", "calls", "control"):
        values = dict.fromkeys(value for name, _, _, value, _ in rows if name == topic and value)
        (folder / f"{topic}.ndjson").write_bytes(b"".join(value + b"\n" for value in values))
    cluster.done("replay", str(folder), "--out", str(tmp_path / "out"))
    assert cluster.values("enforcement") == lines(tmp_path / "out" / "enforcement.ndjson")


def test_the_first_of_two_approvals_outlives_its_worker_and_all_is_as_replay_has_it(
    cluster: Cluster, tmp_path: Path
) -> None:
    policy = tmp_path / "two.toml"
    policy.write_text("[policy]\napprovals = { suspend = 2 }\n")
    cluster.environment = {**cluster.environment, "RINGFENCE_POLICY": str(policy)}
    rows = [facts("acme"), *spoofed("acme")]
    with cluster.workers(1):
        produce(cluster, rows)
        found = once(cluster, "acme", bool)[-1]
        auditor = decision("acme", found["id"], "approve", id="a", by="lee", role="auditor")
        kim = decision("acme", found["id"], "approve", id="b", by="kim", role="analyst", ts=T0 + HOUR + 1)
        produce(cluster, [auditor, kim])
        first = once(cluster, "acme", lambda made: len(made) == 2)[-1]
    with cluster.workers(1):
        again = decision("acme", first["id"], "approve", id="c", by="kim", ts=T0 + HOUR + 2)
        ito = decision("acme", first["id"], "approve", id="d", by="ito", ts=T0 + HOUR + 3)
        produce(cluster, [again, ito])
        second = once(cluster, "acme", lambda made: len(made) == 3)[-1]
    assert (first["state"], first["approval"], second["state"]) == ("open", "required", "approved")
    assert [letter.headers["rf_error"].partition(b";")[0] for letter in cluster.records("dead-letter")] == [
        b"role: auditor may not approve",
        b"by: has approved this already, which counts once",
    ]
    folder = tmp_path / "in"
    folder.mkdir()
    for topic in ("accounts", "calls", "decisions"):
        values = [value for name, _, _, value, _ in [*rows, auditor, kim, again, ito] if name == topic and value]
        (folder / f"{topic}.ndjson").write_bytes(b"".join(value + b"\n" for value in values))
    cluster.done("replay", str(folder), "--out", str(tmp_path / "out"))
    assert cluster.values("enforcement") == lines(tmp_path / "out" / "enforcement.ndjson")
