"""Topics are given more partitions: nobody judges until what was kept for fewer has moved to where it belongs now."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from kafka.admin import KafkaAdminClient

from streams.placement import home
from streams.topic_table import TOPICS
from tests.books import START, event
from tests.conftest import SharedBroker
from tests.integration.rows import PARTITIONS as FEW
from tests.integration.rows import Row, attempt, burst, facts, produce
from tests.kafka.cluster import Cluster, lines, until
from tests.kafka.topics import Topics
from tests.story_calls import ms
from tests.traffic import random_traffic
from tests.traffic.messages import random_messages

MORE = 3
ADD = ("topics", "apply", "--add-partitions")
SAID = (
    f"ringfence.state is kept for {FEW} partitions, the topics have {MORE}: stop all workers and run "
    "`ringfence rescale`"
)
DYING = Path(__file__).with_name("dying_rescale.py")
SLOTS = 9

Topic = dict[str, list[Any]]


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, FEW, tmp_path)
    own.environment |= {"RINGFENCE_SESSION_TIMEOUT": "6"}
    own.done("topics", "apply")
    return own


def write(folder: Path, topics: Mapping[str, Iterable[Any]]) -> str:
    folder.mkdir()
    for topic, records in topics.items():
        (folder / f"{topic}.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(folder)


def pooled() -> tuple[list[Any], list[Any]]:
    """Twelve accounts that share a pool, of which one takes half, and a key that each uses once, some time."""
    accounts = [{"account": f"pooled{i}", "pool": "one"} for i in range(12)]
    moved = [
        event("usage", f"{i}-{n}", START + ms("5m") * n + i, 100 if i else 1_100, account=f"pooled{i}")
        | {"api_key": "shared" if n == i % SLOTS else None}
        for n in range(SLOTS)
        for i in range(12)
    ]
    return accounts, moved


def sends(account: str, people: Iterable[str], body: str) -> list[Any]:
    """A message to each."""
    own = {"account": account, "event": "send", "from": "+13125550100", "body": body}
    return [{**own, "message": f"{body} {person}", "to": person} for person in people]


def alike() -> list[Any]:
    """Six accounts that send one text, the last of them to people who want nothing more from it since the day began."""
    people = [f"+1212556{n:04}" for n in range(10)]
    stop = {"account": "alike5", "event": "receive", "to": "+13125550100", "body": "STOP"}
    own = [
        *sends("alike5", people, "Hello"),
        *({**stop, "message": f"stop {person}", "from": person} for person in people),
        *(one for i in range(5) for one in sends(f"alike{i}", people[:1], "Win a prize now")),
        *sends("alike5", people, "Win a prize now"),
    ]
    return [{"id": f"alike-{i}", "ts": START + ms("10m") * i, **one} for i, one in enumerate(own)]


def among(events: list[Any], others: list[Any]) -> list[Any]:
    """Events with others among them all the way."""
    step = len(events) // len(others)
    mixed = [one for i, other in enumerate(others) for one in (other, *events[step * i : step * (i + 1)])]
    return mixed + events[step * len(others) :]


def traffic() -> tuple[list[Any], Topic]:
    """Accounts of all kinds, and what they do."""
    accounts, calls = random_traffic(11, 3_000, 24, "mixed")
    others, messages = random_messages(12, 2_000, 16, "mixed")
    sharing, moved = pooled()
    return [*accounts, *others, *sharing], {"calls": calls, "sms": among(messages, alike()), "usage": moved}


def third(events: Topic, n: int, whose: Callable[[str], bool] = lambda _: True) -> Topic:
    """A third of each topic, of some accounts."""
    return {
        topic: [record for record in own[len(own) * n // 3 : len(own) * (n + 1) // 3] if whose(record["account"])]
        for topic, own in events.items()
    }


def early(account: str) -> bool:
    """Whether an account's producer has noticed the new partitions early."""
    return home(account, 2) == home(account, 4)


def late(account: str) -> bool:
    return not early(account)


def rows(topics: Topic) -> list[Row]:
    """Records as a producer sends them that has not noticed the new partitions."""
    return [
        (
            topic,
            home(one["account"], FEW),
            one["account"].encode(),
            json.dumps(one).encode(),
            [("ingested", b"%d" % one["ts"])],
        )
        for topic, own in topics.items()
        for one in own
    ]


def moves(account: str) -> bool:
    return home(account, FEW) != home(account, MORE)


def decisions(so_far: Iterable[bytes], in_the_end: Iterable[bytes]) -> list[dict[str, Any]]:
    """What a reviewer says of recommendations about accounts that move, as far as nothing more is to come of these."""
    superseded = {json.loads(record)["supersedes"] for record in in_the_end}
    return [
        {
            "id": f"on {r['id']}",
            "ts": r["ts"],
            "recommendation": r["id"],
            "account": r["account"],
            "decision": "approve",
        }
        for r in map(json.loads, so_far)
        if r["id"] not in superseded and moves(r["account"])
    ]


def ids(records: Iterable[bytes]) -> list[str]:
    return sorted(json.loads(record)["id"] for record in records)


@pytest.mark.parametrize("strict", [""])
def test_accounts_move_with_their_state_whenever_their_producers_notice(
    cluster: Cluster, strict: str, tmp_path: Path
) -> None:
    cluster.environment |= {"RINGFENCE_STRICT": strict}
    out, (accounts, events) = tmp_path / "out", traffic()
    last = max(record["ts"] for records in events.values() for record in records)  # replays look what is due by then
    *ticks, end = [{"event": "tick", "ts": ts} for ts in (*(START + ms("1h") * hour for hour in range(3)), last)]
    cluster.done(
        "replay", write(tmp_path / "in", {"accounts": accounts, **events, "control": [*ticks, end]}), "--out", str(out)
    )
    with cluster.workers(1) as (worker,):
        cluster.done("send", write(tmp_path / "judged", {"accounts": accounts, **third(events, 0)}))
        cluster.settled()
        worker.stop(signal.SIGKILL)
    cluster.done("send", write(tmp_path / "not judged", third(events, 1, early)))
    more = cluster.grown(MORE)
    until(lambda: more.run(*ADD).returncode == 0, "a group without members")
    decided = decisions(more.values("enforcement"), lines(out / "enforcement.ndjson"))
    assert {home(decision["account"], MORE) for decision in decided} == set(range(MORE))
    # now it goes on with some in their new places, among others that are still sent to the old ones
    more.done("send", write(tmp_path / "noticed", {"accounts": pooled()[0], **third(events, 2, early)}))
    produce(more, rows(third(events, 1, late)))
    more.done(
        "send", write(tmp_path / "noticed late", {**third(events, 2, late), "control": ticks, "decisions": decided})
    )
    refused = more.start()
    assert refused.process.wait(60) == 2
    assert refused.log.read_text().splitlines()[-1].endswith(SAID)
    died = subprocess.run([sys.executable, DYING], env=more.environment, check=False, timeout=120)
    assert died.returncode == -signal.SIGKILL
    assert f"for {MORE} partitions now" in more.done("rescale")
    with more.workers(1):
        more.settled()
        more.done("send", write(tmp_path / "the end", {"control": [end]}))  # what ticks lead to is due by later ones
        more.settled()
    approved = [record for record in more.values("enforcement") if json.loads(record)["state"] == "approved"]
    assert sorted(json.loads(r)["supersedes"] for r in approved) == sorted(d["recommendation"] for d in decided)
    audited = [json.loads(line) for line in more.done("audit", "show", "--json").splitlines()]
    assert sorted(e["id"] for e in audited if e["kind"] == "decision") == sorted(d["id"] for d in decided)
    assert more.done("audit", "verify").startswith("whole: ")
    assert ids(more.values("enforcement")) == sorted(ids(approved) + ids(lines(out / "enforcement.ndjson")))
    found = list(map(json.loads, lines(out / "alerts.ndjson")))
    assert {alert["account"] for alert in found if alert["detector"] == "account.key-misuse"} == {
        f"pooled{i}" for i in range(12)
    }
    assert {alert["account"] for alert in found if alert["detector"] == "campaign.cross-account"} == {
        f"alike{i}" for i in range(6)
    }
    assert ids(more.values("alerts")) == ids(lines(out / "alerts.ndjson"))
    assert not more.values("dead-letter")


def test_workers_end_where_their_topics_are_given_partitions_and_bury_nothing(
    cluster: Cluster, broker: SharedBroker
) -> None:
    account = next(name for name in map(str, range(99)) if 1 == home(name, MORE) != home(name, FEW))
    produce(cluster, [facts(account), *burst(account)])
    with cluster.workers(1) as (worker,):
        cluster.settled()
        for command in (("rescale",), ADD):
            refused = cluster.run(*command, RINGFENCE_PARTITIONS=str(MORE))
            assert (refused.returncode, "has 1 worker: stop all of them" in refused.stderr) == (2, True)
        admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
        try:
            admin.create_partitions(dict.fromkeys((cluster.prefix + topic.name for topic in TOPICS), MORE))
        finally:
            admin.close()
        produce(cluster, [("calls", 1, account.encode(), attempt(account, 99, 1_790_000_001_000), [])])
        assert worker.process.wait(60) == 2
        assert worker.log.read_text().splitlines()[-1].endswith(SAID)
    assert not cluster.grown(MORE).values("dead-letter")
