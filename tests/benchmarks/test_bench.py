import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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


def figures(out: Path) -> dict[tuple[str, str, str], float]:
    found: list[dict[str, Any]] = json.loads(out.read_bytes())["figures"]
    return {(one["part"], one["name"], one["unit"]): one["runs"][0] for one in found}


def test_workers_and_a_replay_are_measured_stream_by_stream_and_together(broker: SharedBroker, tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    # the second variable must not send a benchmark to somebody's cluster
    elsewhere = {"RINGFENCE_TEST_BROKER": broker.bootstrap, "RINGFENCE_BROKERS": "127.0.0.1:1"}
    done = bench(out, "--parts", "throughput", "--stream", "calls", "usage", **elsewhere)
    assert done.returncode == 0, done.stderr
    tasks = ("calls", "usage", "mixed", "mixed, two workers", "replay, mixed")
    found = figures(out)
    assert {name for _, name, _ in found} == set(tasks)
    # so few may be judged before the last worker is ready, within one tick of the clock of processors
    assert all(found["throughput", task, "CPU s a million"] >= 0 for task in tasks)
    assert all(found["throughput", task, "records/s"] > 0 for task in tasks)
    assert "| mixed, two workers |" in done.stdout
    assert "<svg" in out.with_suffix(".html").read_text(encoding="utf-8")


def test_one_stream_can_be_measured_alone_without_a_broker(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    done = bench(out, "--parts", "shard", "--stream", "sms")
    assert done.returncode == 0, done.stderr
    found = figures(out)
    assert {(part, name) for part, name, _ in found} == {("shard", "sms")}
    assert found["shard", "sms", "bytes an account"] > 100


def test_a_broker_that_does_not_answer_is_one_line_and_leaves_no_old_result(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    out.write_text("{}")
    done = bench(out, "--parts", "throughput", RINGFENCE_TEST_BROKER="127.0.0.1:1")
    assert done.returncode == 1
    assert done.stderr == "benchmarks: RINGFENCE_TEST_BROKER: no Kafka broker answers at 127.0.0.1:1\n"
    assert not out.exists()
