"""A worker process among faults: bad records, late facts, ends and restarts, a cluster that is not as it should be."""

import json
import signal
import sys
from collections import Counter
from pathlib import Path
from time import monotonic

import pytest
from kafka import KafkaConsumer, TopicPartition

from tests.conftest import SharedBroker
from tests.integration.rows import DAY, PARTITIONS, T0, Headers, Row, attempt, burst, call_row, facts, home, produce
from tests.kafka.cluster import Cluster, until
from tests.kafka.scraping import Figures, answer, scraped
from tests.kafka.topics import Topics

UNHEARD = Path(__file__).with_name("unheard_worker.py")


@pytest.fixture
def cluster(broker: SharedBroker, topics: Topics, tmp_path: Path) -> Cluster:
    own = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path)
    own.done("topics", "apply")
    return own


def recommended(cluster: Cluster) -> set[str]:
    return {json.loads(value)["account"] for value in cluster.values("enforcement")}


def test_a_worker_that_the_group_hears_no_more_ends_with_a_line(cluster: Cluster) -> None:
    worker = cluster.start(sys.executable, UNHEARD)
    try:
        until(lambda: worker.process.poll() is not None, "a worker that has ended")
    finally:
        worker.process.kill()
    assert worker.process.wait() == 1
    assert worker.log.read_text().splitlines()[-1] == (
        "ringfence: the group answers no heartbeat for 3 s, though brokers do; a restart joins it anew"
    )


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_calls_are_judged_whatever_codec_their_producer_uses(cluster: Cluster, codec: str) -> None:
    produce(cluster, [facts("acme"), *burst("acme")], codec)
    with cluster.workers(1):
        cluster.settled()
    assert recommended(cluster) == {"acme"}


def test_sigterm_delivers_commits_and_ends_within_ten_seconds_and_a_restart_goes_on(cluster: Cluster) -> None:
    produce(cluster, [*burst("first"), call_row("first", b"{")])
    with cluster.workers(1) as (worker,):
        until(lambda: cluster.records("enforcement") != [], "a recommendation")
        begun = monotonic()
        assert worker.stop() == 0
        assert monotonic() - begun < 10
    assert cluster.committed("calls")
    produce(cluster, burst("second"))
    cluster.environment["RINGFENCE_METRICS_PORT"] = "0"
    with cluster.workers(1) as (other,):
        cluster.settled()
        told = scraped(other.log)
    assert told["ringfence_recovery_pages"][""] > 0
    assert 0 < told["ringfence_recovery_bytes"][""] < sum(told["ringfence_state_bytes"].values())
    assert 0 < told["ringfence_recovery_seconds"][""] < 60
    assert sum(told["ringfence_events_total"].values()) == 10  # those of the first are in what it took over
    assert [json.loads(value)["account"] for value in cluster.values("alerts")].count("first") == 1
    assert recommended(cluster) == {"first", "second"}
    assert cluster.values("dead-letter") == [b"{"]


def test_a_worker_that_is_killed_loses_nothing(cluster: Cluster) -> None:
    names = [f"customer-{i}" for i in range(40)]
    produce(cluster, [row for name in names for row in burst(name)])
    with cluster.workers(1) as (worker,):
        until(lambda: cluster.records("alerts") != [], "a finding")
        assert worker.stop(signal.SIGKILL) == -signal.SIGKILL
        with cluster.workers(1):
            cluster.settled()
    assert recommended(cluster) == set(names)


def test_bad_records_become_dead_letters_byte_for_byte_and_cost_nobody_else_anything(cluster: Cluster) -> None:
    marked: Headers = [("trace", b"\x00\xff"), ("empty", None)]
    bad: list[Row] = [
        ("calls", home("acme"), b"acme", b'{"id": "x", "account": "acme"', marked),
        ("calls", home("acme"), b"acme", b'{"a":' + b"[" * 20_000, []),
        ("calls", home("acme"), b"acme", b"\xff\xfe", []),
        ("calls", 1, None, attempt("acme", 999, T0), []),
        ("calls", 0, None, None, []),
        ("calls", 1 - home("acme"), b"acme", attempt("acme", 1000, T0), []),
        ("calls", home("acme"), b"acme", b" " * 1_040_000, []),  # as large as a record may be
    ]
    produce(
        cluster, [facts("acme"), *bad[:3], *burst("acme"), call_row("acme", attempt("acme", 11, T0 - DAY)), *bad[3:]]
    )
    cluster.environment["RINGFENCE_METRICS_PORT"] = "0"
    with cluster.workers(1) as (worker,):
        cluster.settled()
        told = scraped(worker.log)
        assert answer(worker.log, "health") == (200, "well\n")
    checked(cluster, told, bad)
    letters = cluster.records("dead-letter")
    found = {(letter.partition, letter.key, letter.value) for letter in letters}
    assert found == {(partition, key, value) for _, partition, key, value, _ in bad}
    first = next(letter for letter in letters if letter.headers.get("trace"))
    assert first.headers["trace"] == b"\x00\xff"
    assert first.headers["empty"] != b""  # it has none, which is something else
    assert first.headers["rf_topic"].decode() == f"{cluster.prefix}calls"
    assert (int(first.headers["rf_partition"]), int(first.headers["rf_offset"])) == (home("acme"), 0)
    assert all(letter.headers["rf_error"].isascii() for letter in letters)
    misplaced = next(letter for letter in letters if b"acme-1000" in (letter.value or b""))
    assert b"murmur2_random" in misplaced.headers["rf_error"]
    assert recommended(cluster) == {"acme"}


def checked(cluster: Cluster, told: Figures, bad: list[Row]) -> None:
    """Holds what a worker says it did to what was sent and to what is on the outputs."""
    own = home("acme")
    assert told["ringfence_events_total"][f"{own} calls"] == 11
    assert told["ringfence_late_events_total"] == {"calls": 1}
    reasons = {"json": 3, "encoding": 1, "key": 1, "no-value": 1, "partition": 1}
    dead = {key.removesuffix(" calls"): n for key, n in told["ringfence_dead_letters_total"].items()}
    assert dead == reasons
    assert sum(dead.values()) == len(bad)
    findings = Counter(
        f"{(alert := json.loads(value))['detector']} {alert['level']}" for value in cluster.values("alerts")
    )
    assert told["ringfence_findings_total"] == findings
    actions = Counter(json.loads(value)["action"] for value in cluster.values("enforcement"))
    assert told["ringfence_recommendations_total"] == actions
    assert told["ringfence_newest_event_timestamp_seconds"] == {f"{own} calls": (T0 + 180) / 1000}
    assert {place: n for place, n in told["ringfence_lag_records"].items() if n} == {}
    assert told["ringfence_partitions"]["calls"] == PARTITIONS
    assert told["ringfence_state_bytes"][f"{own} calls"] > 1_000
    assert told["ringfence_checkpoint_sequence"][f"{own} calls"] >= 1
    assert told["ringfence_checkpoint_bytes_total"][f"{own} calls"] > 100
    assert told["ringfence_checkpoint_behind_records"][f"{own} calls"] == 0
    assert told["ringfence_commit_seconds_count"][""] > 0
    assert told["ringfence_recovery_partitions"] == {"": 0}
    assert "acme" not in str(told)


def test_facts_that_come_after_the_worker_count_from_an_accounts_first_call_on(cluster: Cluster) -> None:
    with cluster.workers(1):
        produce(cluster, [facts("big", limits={"cps": 50}), *burst("big"), *burst("small")])
        cluster.settled()
    assert recommended(cluster) == {"small"}
    uses = cluster.first_uses()
    assert {"account": "big", "accounts_offset": 0, "at": 0} in uses


def test_a_bad_accounts_record_is_a_dead_letter_once_however_often_it_is_read(cluster: Cluster) -> None:
    bad: Row = ("accounts", home("acme"), b"acme", b'{"account": 5}', [])
    produce(cluster, [facts("acme", limits={"cps": 50}), bad])
    for _ in range(2):
        with cluster.workers(1) as (worker,):
            until(lambda: len(cluster.values("dead-letter")) == 1, "the dead letter")
            assert worker.stop() == 0
    produce(cluster, burst("acme"))
    with cluster.workers(1):
        cluster.settled()
    assert cluster.values("dead-letter") == [b'{"account": 5}']
    assert recommended(cluster) == set()  # the good record before it still holds


def test_partitions_that_stay_keep_what_they_know_when_a_worker_comes_and_goes(cluster: Cluster) -> None:
    """Half of a burst before the rebalance and half after it; neither half is a finding by itself."""
    names = [f"customer-{i}" for i in range(8)]
    with cluster.workers(1) as (first,):
        produce(cluster, [row for name in names for row in burst(name, calls=2)])
        until(lambda: cluster.committed("calls"), "committed calls")
        with cluster.workers(1):
            until(lambda: shares(first.log) == 2, "a rebalance")
            own = partitions_of(first.log)
            produce(cluster, [row for name in names for row in burst(name, begin=T0 + 100, calls=2)])
            cluster.settled()
    kept = {name for name in names if home(name) in own}
    assert 0 < len(kept) < len(names)
    assert kept <= {json.loads(value)["account"] for value in cluster.values("alerts")}


def shares(log: Path) -> int:
    return log.read_text().count("ready: ")


def partitions_of(log: Path) -> set[int]:
    last = log.read_text().rpartition("calls ")[2].partition(";")[0]
    return {int(number) for number in last.replace("-", ",").split(",")}


def test_without_a_broker_it_tries_on_and_then_says_so_in_one_line(tmp_path: Path) -> None:
    nowhere = Cluster("127.0.0.1:1", "none.", PARTITIONS, tmp_path)
    ran = nowhere.run("worker", RINGFENCE_BROKER_TIMEOUT="3")
    assert ran.returncode == 1
    waiting, failed = ran.stderr.splitlines()
    assert "no broker answers at 127.0.0.1:1; trying" in waiting
    assert failed.startswith("ringfence: no broker answers at 127.0.0.1:1 after 3 s")


def test_missing_topics_are_named(broker: SharedBroker, topics: Topics, tmp_path: Path) -> None:
    topics.create("calls", PARTITIONS)
    ran = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, tmp_path).run("worker")
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert f"{topics.prefix}accounts" in ran.stderr
    assert f"{topics.prefix}calls" not in ran.stderr
    assert "ringfence topics apply" in ran.stderr


def test_unequal_partition_counts_are_named(cluster: Cluster, topics: Topics) -> None:
    odd = topics.create("odd", PARTITIONS + 1)
    ran = cluster.run("worker", RINGFENCE_TOPICS__ENFORCEMENT="odd")
    assert ran.returncode == 2
    assert f"topic {cluster.prefix}calls has 2 partitions, {odd} has 3" in ran.stderr


def test_offsets_are_committed_only_behind_what_has_been_delivered(cluster: Cluster, topics: Topics) -> None:
    """With nowhere to deliver to, the worker ends and the calls are still there for the next one."""
    produce(cluster, burst("acme"))
    small = topics.create("small", PARTITIONS, max_message_bytes=100)
    environment = {"RINGFENCE_TOPICS__ALERTS": small.removeprefix(cluster.prefix)}
    ran = cluster.run("worker", **environment)
    assert ran.returncode == 1
    assert "max.message.bytes" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
    consumer = KafkaConsumer(bootstrap_servers=cluster.bootstrap, group_id=f"{cluster.prefix}group")
    try:
        assert not consumer.committed(TopicPartition(f"{cluster.prefix}calls", home("acme")))
    finally:
        consumer.close()
    with cluster.workers(1):
        cluster.settled()
    assert recommended(cluster) == {"acme"}
