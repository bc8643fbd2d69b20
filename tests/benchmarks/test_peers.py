import json
from pathlib import Path

import pytest

from benchmarks import latency, throughput
from benchmarks.brokers import filled
from benchmarks.guard import Round, ratio
from benchmarks.peers import environments
from benchmarks.peers.counting import WINDOW, alerted
from benchmarks.peers.ours import STATELESS, WINDOWED, Ours
from benchmarks.peers.peer import PEERS, measure
from benchmarks.process import Failed
from benchmarks.speed import Speed
from benchmarks.traffic.streams import TRAFFIC
from tests.conftest import SharedBroker
from tests.kafka.cluster import Cluster
from tests.kafka.topics import Topics

RECORDS, ACCOUNTS, PARTITIONS = 4_000, 50, 2


def wanted() -> set[tuple[str, int]]:
    made = [json.loads(one.value) for one in TRAFFIC["calls"](RECORDS, ACCOUNTS)]
    return alerted((one["account"], one["ts"]) for one in made)


def test_engines_find_what_a_plain_count_finds_and_so_do_we(
    broker: SharedBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")  # rules of their own are kernels of their own, for a few records
    assert wanted()
    with filled(broker.bootstrap, {"calls": RECORDS}, ACCOUNTS, PARTITIONS) as settings:
        topics, topic = Topics(broker.bootstrap), settings.topic("calls")
        for name in ("aiokafka", "faust-take"):
            found = measure(PEERS[name], topics, topic, PARTITIONS, RECORDS)
            assert found.alerts == wanted()
            assert 0 < found.records <= RECORDS

        def ours(one: Ours) -> list[dict[str, object]]:
            mine = throughput.of_its_own(settings, ["calls"])
            throughput.measure(mine, ["calls"], program=one.program)
            cluster = Cluster(broker.bootstrap, mine.topic_prefix, PARTITIONS, tmp_path)
            return [json.loads(value) for value in cluster.values(mine.topics["alerts"])]

        said = {(str(one["account"]), int(str(one["ts"])) // WINDOW) for one in ours(WINDOWED)}
        assert said <= wanted()  # it does not say the same of an account again within the hour
        assert {account for account, _ in said} == {account for account, _ in wanted()}
        assert len({one["detector"] for one in ours(STATELESS)}) > 5


def test_recommendations_come_at_a_steady_load_and_their_waits_are_in_order(broker: SharedBroker) -> None:
    with filled(broker.bootstrap, {}, ACCOUNTS, PARTITIONS) as settings:
        found = latency.measure(settings, 200, 3, ACCOUNTS)
    assert 0 < found.p50 <= found.p95 <= found.p99 <= found.most
    assert found.sent > 0


def test_an_engine_that_cannot_be_had_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "gone.txt").write_text(f"gone @ file://{tmp_path}/gone.whl\n")
    monkeypatch.setattr(environments, "HERE", tmp_path)
    monkeypatch.setenv("RINGFENCE_CACHE", str(tmp_path))
    with pytest.raises(environments.Unavailable, match=r"gone\.whl"):
        environments.python("gone")


def test_every_engine_is_pinned() -> None:
    for requirements in (environments.HERE / "requirements").glob("*.txt"):
        lines = requirements.read_text(encoding="utf-8").split("\n")
        assert [line for line in lines if line and "==" not in line] == []


def test_records_that_are_buried_are_no_measurement(broker: SharedBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "_measure", lambda *_: throughput.Run(1, 1, 1, Speed(1, 1, 1), 1, 1, 1, 3, 1))
    with filled(broker.bootstrap, {}, 1, 1) as settings, pytest.raises(Failed, match="3 records"):
        throughput.measure(settings, ["calls"])


def test_the_guard_compares_each_at_its_best() -> None:
    hindered, usual = Round(4.0, 16.0, 0.1), Round(2.0, 4.0, 0.5)
    assert ratio([hindered, usual]) == ratio([usual]) == 0.5
    assert ratio([usual, Round(4.0, 2.0, 0.1)]) == 1.0
