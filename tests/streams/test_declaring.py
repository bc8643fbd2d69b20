"""Announced high load, from a command through the account's record to what a replay finds in it and beyond it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer

from streams import saying
from streams.cli import run
from streams.placement import home
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster
from tests.kafka.topics import Topics

PARTITIONS = 3
BEGIN = 1_735_689_600_000  # 2025-01-01 00:00 UTC
OWN = {"account": "acme", "country": "JP", "own": {"to the": "platform"}, "numbers": [{"number": "+81312345678"}]}
OLD = {"id": "d1", "status": "refused", "limits": {"cps": 50}, "note": "theirs"}
LOAD = (
    "declare", "load", "acme", "--from", "2025-01-01T00:00:00Z", "--until", "2025-01-01T06:00:00Z",
    "--customer", "Acme", "--contact", "crm-17", "--outline", "New year's sale", "--use", "outbound",
    "--calls-per-minute", "500", "--by", "kim", "--role", "analyst",
)  # fmt: skip

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="cluster")
def _cluster(broker: SharedBroker, topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """The topics, and variables by which commands find them."""
    cluster = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    for name in ("RINGFENCE_BROKERS", "RINGFENCE_TOPIC_PREFIX", "RINGFENCE_PARTITIONS"):
        monkeypatch.setenv(name, cluster.environment[name])
    assert run(["topics", "apply"]) == 0
    return cluster


@pytest.fixture(name="said")
def _said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Says something: the exit code, and what is printed."""

    def said(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([*words])
        return code, *capsys.readouterr()

    return said


def written(cluster: Cluster, record: dict[str, Any], account: str = "acme") -> None:
    """The platform writes a record."""
    producer = KafkaProducer(bootstrap_servers=cluster.bootstrap)
    name, place = f"{cluster.prefix}accounts", home(account, PARTITIONS)
    producer.send(name, value=json.dumps(record).encode(), key=account.encode(), partition=place).get(30)
    producer.close()


def newest(cluster: Cluster) -> dict[str, Any]:
    """The last record of acme."""
    records = [record for record in cluster.records("accounts") if record.key == b"acme"]
    return dict(json.loads(records[-1].value or b""))


def found(cluster: Cluster, folder: Path, gap: int) -> list[tuple[int, str | None]]:
    """Levels of what a replay finds in calls every `gap` ms within the event, each with the event that covers it."""
    folder.mkdir()
    (folder / "accounts.ndjson").write_text(json.dumps(newest(cluster)) + "\n")
    calls = [
        {"id": f"e{i}", "account": "acme", "ts": BEGIN + gap * i, "event": "attempt", "call": f"c{i}"}
        | {"direction": "outbound", "from": "+81312345678", "to": f"+8190{i:08}"}
        for i in range(20)
    ]
    (folder / "calls.ndjson").write_text("".join(json.dumps(call) + "\n" for call in calls))
    assert run(["replay", str(folder), "--out", str(folder / "out")]) == 0
    lines = (folder / "out" / "alerts.ndjson").read_text().splitlines()
    alerts = [json.loads(line) for line in lines]
    return [(alert["level"], alert["declared"]) for alert in alerts if alert["detector"] == "load.calls-per-second"]


def test_a_load_counts_from_when_another_person_agrees_until_it_is_over_and_no_further_than_its_limits(
    cluster: Cluster, said: Said, tmp_path: Path
) -> None:
    written(cluster, OWN | {"declared": [OLD]})
    event = json.loads(said(*LOAD, "--json")[1])
    assert (event["status"], event["limits"], event["by"], event.get("late")) == ("pending", {"cps": 9.0}, "kim", True)
    record = newest(cluster)
    assert record == OWN | {"declared": [OLD, {name: event[name] for name in event if name != "account"}]}
    assert found(cluster, tmp_path / "pending", 125) == [(1, None)]

    own = f"ringfence: --by: submitted {event['id']}; another person has to agree to it\n"
    assert said("declare", "agree", event["id"][:8], "--by", "Kim", "--role", "approver") == (2, "", own)
    role = "ringfence: --role: analyst may not agree; approver may\n"
    assert said("declare", "agree", event["id"], "--by", "ito", "--role", "analyst") == (2, "", role)
    assert newest(cluster) == record

    assert said("declare", "agree", event["id"][:8], "--by", "ito", "--role", "approver")[0] == 0
    assert found(cluster, tmp_path / "within", 125) == [(0, event["id"])]
    assert (1, None) in found(cluster, tmp_path / "beyond", 50)
    listed = said("declare", "list", "--account", "acme")[1].splitlines()
    assert listed[0].startswith("refused  d1  acme  on: cps 50")
    assert listed[1] == (
        f"agreed  {event['id']}  acme  from 2025-01-01T00:00Z until 2025-01-01T06:00Z"
        " (New year's sale): cps 9, submitted by kim, agreed by ito, late"
    )
    assert said("declare", "refuse", event["id"], "--by", "ito")[0] == 0
    assert found(cluster, tmp_path / "refused", 125) == [(1, None)]


def test_what_a_reseller_sends_for_its_customer_counts_once_that_accepts_and_the_platform_agrees(
    cluster: Cluster, said: Said, tmp_path: Path
) -> None:
    written(cluster, OWN)
    assert (
        said(*LOAD, "--sent-by", "acme")[2]
        == "ringfence: --sent-by: is ACCOUNT itself, whose load it is; leave it out\n"
    )
    assert said(*LOAD, "--sent-by", "shop")[2].startswith("ringfence: shop: has no record on accounts")
    written(cluster, OWN | {"account": "shop"}, "shop")
    event = json.loads(said(*LOAD, "--sent-by", "shop", "--json")[1])
    id_, agree = event["id"], ("declare", "agree", event["id"], "--by", "ito")
    assert said(*agree) == (1, "", f"ringfence: {id_}: acme has to accept it first\n")
    role = "ringfence: --role: auditor may not answer; analyst and approver and service may\n"
    accept = ("declare", "accept", id_[:8], "--for", "acme", "--by", "aya", "--role")
    assert said(*accept, "auditor") == (2, "", role)
    assert said(*accept, "service")[0] == 0
    assert found(cluster, tmp_path / "accepted", 125) == [(1, None)]
    assert said(*agree)[0] == 0
    assert found(cluster, tmp_path / "agreed", 125) == [(0, id_)]
    assert said("declare", "list", "--sent-by", "acme") == (0, "", "")
    listed = said("declare", "list", "--sent-by", "shop")[1]
    assert listed.endswith("cps 9, submitted by kim, sent by shop, accepted by aya, agreed by ito, late\n")

    other = ("New year's sale", "Summer sale")
    again = [other[1] if word == other[0] else word for word in LOAD]
    later = json.loads(said(*again, "--sent-by", "shop", "--json")[1])["id"]
    assert said("declare", "withdraw", later, "--for", "shop", "--by", "kim")[0] == 0
    assert said("declare", "reject", later, "--for", "acme", "--by", "aya")[2].endswith("is withdrawn already\n")
    assert [one["status"] for one in newest(cluster)["declared"]] == ["agreed", "refused"]


@pytest.mark.parametrize(
    ("changed", "code", "why"),
    [
        ({"--calls-per-minute": "100"}, 2, "asks for nothing above the limits that the account has"),
        ({"--use": "upwards"}, 2, '--use: unknown way "upwards" (has: outbound, inbound, forward)'),
        ({"--limit": "csp=9"}, 2, '--limit: unknown limit "csp"'),
        ({"--limit": "cps=99999999"}, 2, 'account "acme": limit "cps" is 99999999; at most'),
        ({"--until": "2024-12-31T00:00:00Z"}, 2, "--until is not behind --from"),
        ({"--role": "auditor"}, 2, "--role: auditor may not declare"),
        ({"acme": "nobody"}, 1, "nobody: has no record on accounts"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_declared_is_refused_before_anything_is_written(
    cluster: Cluster, said: Said, changed: dict[str, str], code: int, why: str
) -> None:
    written(cluster, OWN)
    words = list(LOAD)
    for name, value in changed.items():
        if name == "acme":
            words[words.index(name)] = value
        else:
            words += [name, value]
    if "--use" in changed:
        words[words.index("outbound")] = "upwards"
    ended, _, error = said(*words)
    assert (ended, len(error.splitlines())) == (code, 1), error
    assert why in error
    assert newest(cluster) == OWN


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_the_platform_writes_meanwhile_is_kept_and_the_event_stands_in_it(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Between reading the record and writing it, or just behind what was written."""
    written(cluster, OWN)
    theirs, put, rounds = OWN | {"country": "NL"}, saying.put, list[int]()

    def meanwhile(*arguments: Any) -> list[int]:  # noqa: ANN401 - as `put`
        rounds.append(0)
        steps: list[Callable[[], Any]] = [lambda: put(*arguments)]
        if len(rounds) == 1:
            steps.insert(0 if when == "before" else 1, lambda: written(cluster, theirs))
        return next(made for made in [step() for step in steps] if made is not None)

    monkeypatch.setattr(saying, "put", meanwhile)
    assert run(list(LOAD)) == 0
    record = newest(cluster)
    assert (record["country"], len(rounds)) == ("NL", 2)
    assert [event["status"] for event in record["declared"]] == ["pending"]


def test_what_is_withdrawn_while_another_agrees_stays_withdrawn(
    cluster: Cluster, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(cluster, OWN)
    id_, put, began = json.loads(said(*LOAD, "--json")[1])["id"], saying.put, list[int]()

    def meanwhile(*arguments: Any) -> list[int]:  # noqa: ANN401 - as `put`
        if not began:
            began.append(0)
            assert run(["declare", "withdraw", id_, "--for", "acme", "--by", "kim"]) == 0
        return put(*arguments)

    monkeypatch.setattr(saying, "put", meanwhile)
    code, _, error = said("declare", "agree", id_, "--by", "ito")
    assert (code, error) == (1, f"ringfence: {id_}: was withdrawn\n")
    assert [(event["status"], event["answer"]) for event in newest(cluster)["declared"]] == [("refused", "withdrawn")]


def test_a_request_for_what_a_customer_has_announced_itself_is_another_event(cluster: Cluster, said: Said) -> None:
    for account in ("acme", "shop"):
        written(cluster, OWN | {"account": account}, account)
    own = json.loads(said(*LOAD, "--json")[1])["id"]
    assert said("declare", "agree", own, "--by", "ito")[0] == 0
    assert said(*LOAD, "--sent-by", "shop", "--outline", "New year's sale")[0] == 0
    assert [event["status"] for event in newest(cluster)["declared"]] == ["agreed", "pending"]
