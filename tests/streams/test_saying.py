"""What people say reaches the topics that move cases, as workers read it, and nothing is guessed."""

import json
import subprocess

import msgspec
import pytest
from kafka import KafkaProducer

from streams.events import Decision, EmergencyPeriod
from streams.placement import home
from streams.records import Recommendation, State, Subject
from tests.conftest import SharedBroker
from tests.kafka.cluster import COMMAND, Cluster
from tests.kafka.topics import Topics
from tests.streams.test_tail import recommendation

PARTITIONS = 3
DECIDED = "24146282f2cbc4b0cdbb9b3e1f0a4e7d"
BEFORE = "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d"


@pytest.fixture(name="cluster")
def _cluster(broker: SharedBroker, topics: Topics, tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    cluster = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path_factory.mktemp("said"))
    cluster.done("topics", "apply")
    return cluster


def said(cluster: Cluster, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [COMMAND, *command], env=cluster.environment, capture_output=True, text=True, check=False, timeout=60
    )


def recommended(cluster: Cluster, state: State = "open") -> None:
    written(cluster, [recommendation(id=BEFORE), recommendation(id=DECIDED, supersedes=BEFORE, state=state)])


def written(cluster: Cluster, records: list[Recommendation]) -> None:
    producer = KafkaProducer(bootstrap_servers=cluster.bootstrap)
    for record in records:
        producer.send(
            f"{cluster.prefix}enforcement",
            value=msgspec.json.encode(record),
            key=record.account.encode(),
            partition=home(record.account, PARTITIONS),
            headers=[("ce_id", record.id.encode())],
        ).get(30)
    producer.close()


def test_a_decision_goes_to_the_partition_of_its_account_and_said_again_it_is_the_same(cluster: Cluster) -> None:
    recommended(cluster)
    for _ in range(2):
        ran = said(cluster, "decide", DECIDED[:12], "approve", "--by", "kim", "--role", "approver", "--reason", "seen")
        assert ran.returncode == 0, ran.stderr
    first, again = cluster.records("decisions")
    decision = msgspec.json.decode(first.value or b"", type=Decision)
    assert (decision.recommendation, decision.account, decision.decision) == (DECIDED, "acme", "approve")
    assert (decision.by, decision.role, decision.reason) == ("kim", "approver", "seen")
    assert (first.partition, first.key) == (home("acme", PARTITIONS), b"acme")
    assert json.loads(again.value or b"")["id"] == decision.id


def test_a_decision_on_what_no_longer_speaks_for_its_case_names_what_does(cluster: Cluster) -> None:
    recommended(cluster)
    ran = said(cluster, "decide", BEFORE, "reject", "--by", "kim")
    newest = f"{DECIDED}, which is open"
    assert (ran.returncode, ran.stderr) == (1, f"ringfence: {BEFORE}: is superseded by {newest}; decide on that one\n")
    assert cluster.records("decisions") == []


def test_what_is_over_is_not_decided_on_again(cluster: Cluster) -> None:
    recommended(cluster, state="lifted")
    ran = said(cluster, "decide", DECIDED, "approve", "--by", "kim")
    assert (ran.returncode, ran.stderr) == (1, f"ringfence: {DECIDED}: is lifted already\n")
    assert cluster.records("decisions") == []


def test_a_text_of_over_twenty_accounts_is_decided_on_once_for_all(cluster: Cluster) -> None:
    text, other = Subject("template", "00f1"), Subject("template", "00f2")

    def of(n: int, scope: Subject = text, state: State = "open") -> Recommendation:
        account = f"sender-{n}"
        return recommendation(
            id=f"{n:032x}", case=f"{n:x}", account=account, category="campaign", scope=scope, state=state
        )

    written(cluster, [*map(of, range(19)), of(40, other), of(41, state="approved")])
    asked = ("decide", f"{3:032x}", "approve", "--campaign", "--by", "kim", "--role", "approver")
    few = said(cluster, *asked)
    assert few.stderr == f"ringfence: {3:032x}: 20 accounts have a case for this text; up to 20, decide on each\n"
    assert (few.returncode, cluster.records("decisions")) == (1, [])
    written(cluster, [of(19), recommendation(id=DECIDED)])
    one = said(cluster, "decide", DECIDED, "approve", "--campaign", "--by", "kim", "--role", "approver")
    assert one.stderr.startswith(f"ringfence: {DECIDED}: is about one account; --campaign is for a text")
    for _ in range(2):
        ran = said(cluster, *asked)
        assert (ran.returncode, ran.stderr, len(ran.stdout.splitlines())) == (0, "", 20)
    assert f"approve, by kim: {19:032x} of sender-19" in ran.stdout
    decisions = [msgspec.json.decode(record.value or b"", type=Decision) for record in cluster.records("decisions")]
    assert {decision.recommendation for decision in decisions} == {f"{n:032x}" for n in range(20)}
    assert (len(decisions), len({decision.id for decision in decisions})) == (40, 20)
    assert all(
        record.partition == home((record.key or b"").decode(), PARTITIONS) for record in cluster.records("decisions")
    )


def test_a_role_that_may_not_is_refused_before_anything_is_written(cluster: Cluster) -> None:
    recommended(cluster)
    decided = said(cluster, "decide", DECIDED, "approve", "--by", "kim", "--role", "auditor")
    assert (decided.returncode, decided.stderr) == (
        2,
        "ringfence: --role: auditor may not approve; analyst and approver may\n",
    )
    for command in ("declare", "end"):
        ran = said(cluster, "emergency", command, "--everywhere", "--role", "analyst")
        assert (ran.returncode, ran.stderr) == (
            2,
            "ringfence: --role: analyst may not emergency; approver and policy-owner may\n",
        )
    assert cluster.records("decisions") + cluster.records("control") == []


def test_an_emergency_reaches_every_partition_and_ends_by_the_same_words(cluster: Cluster) -> None:
    declared = said(cluster, "emergency", "declare", "--region", "JP", "--from", "2026-11-26T12:00:00+09:00")
    assert declared.stdout == "emergency in JP from 2026-11-26T03:00Z on\n", declared.stderr
    assert said(cluster, "emergency", "end", "--region", "NL").returncode == 1
    assert said(cluster, "emergency", "end", "--region", "JP").returncode == 0
    assert said(cluster, "emergency", "end", "--region", "JP").returncode == 1  # it has been ended
    records = cluster.records("control")
    assert sorted(record.partition for record in records) == sorted([*range(PARTITIONS)] * 2)
    periods = [msgspec.json.decode(record.value or b"", type=EmergencyPeriod) for record in records]
    assert {period.from_ for period in periods} == {1_795_662_000_000}
    assert sum(period.until is None for period in periods) == PARTITIONS


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("declare",), "say for whom: --region or --account, or --everywhere alone"),
        (("declare", "--everywhere", "--region", "JP"), "say for whom"),
        (("declare", "--everywhere", "--from", "tomorrow"), "--from 'tomorrow': is no time such as"),
        (("declare", "--everywhere", "--until", "2026-01-01"), "--until '2026-01-01': names no zone"),
        (("declare", "--everywhere", "--until", "1000"), "--until is not behind --from"),
    ],
)
def test_what_is_said_wrongly_is_refused_before_anything_is_written(words: tuple[str, ...], wrong: str) -> None:
    ran = subprocess.run([COMMAND, "emergency", *words], capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 2, ran.stderr
    assert wrong in ran.stderr
