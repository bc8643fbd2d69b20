import json
import os
import subprocess
import sys
from pathlib import Path

from streams.stream import STREAMS
from tests.conftest import SharedBroker

PROJECT = Path(__file__).parents[2]
RECORDS, ACCOUNTS = 10_000, 30


def bench(out: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    sizes = ["--records", str(RECORDS), "--accounts", str(ACCOUNTS), "--runs", "1", "--out", str(out)]
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *sizes, *arguments],
        cwd=PROJECT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_measures_a_worker_and_a_shard_of_every_stream_and_plain_faust(broker: SharedBroker, tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    # the second variable must not send a benchmark to somebody's cluster
    elsewhere = {"RINGFENCE_TEST_BROKER": broker.bootstrap, "RINGFENCE_BROKERS": "127.0.0.1:1"}
    done = bench(out, "--plain", "2000", **elsewhere)
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_bytes())
    assert [run["stream"] for run in found["worker"]] == list(STREAMS)
    for run in found["worker"]:
        assert run["records"] == RECORDS
        assert run["alerts"] > 0
        assert run["recommendations"] > 0
        assert run["dead_letters"] == 0
    assert [run["records"] for run in found["plain_faust"]] == [1_000]
    shards = [(cost["stream"], cost["accounts"]) for cost in found["shard"]]
    assert shards == [(stream, accounts) for stream in STREAMS for accounts in (ACCOUNTS, 20 * ACCOUNTS)]
    assert all(cost["state"] > cost["rows"] > 0 for cost in found["shard"])
    assert "calls, plain Faust" in done.stdout


def test_one_stream_can_be_measured_alone(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    done = bench(out, "--only", "shard", "--stream", "sms")
    assert done.returncode == 0, done.stderr
    assert {cost["stream"] for cost in json.loads(out.read_bytes())["shard"]} == {"sms"}


def test_a_broker_that_does_not_answer_is_one_line_and_leaves_no_old_result(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    out.write_text("{}")
    done = bench(out, RINGFENCE_TEST_BROKER="127.0.0.1:1")
    assert done.returncode == 1
    assert done.stderr == "benchmarks: RINGFENCE_TEST_BROKER: no Kafka broker answers at 127.0.0.1:1\n"
    assert not out.exists()
