"""Sums over streams in a replay: the files are the same bytes whatever the size of batches, ticks among them or not."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from streams.cli import run
from tests.books import START, event
from tests.stories import Record

OUTPUTS = ("alerts.ndjson", "enforcement.ndjson", "dead-letter.ndjson", "report.json")
HOUR = 3_600_000
LIMITS = {"cps": 9_999, "bytes_per_day": 12_000, "spend_cap": 14}


def written(folder: Path, *, ticks: bool) -> Path:
    """Three streams of two accounts through two days, some of it late."""
    rng, streams = random.Random(7), dict[str, list[Record]]()
    for stream in ("calls", "sms", "usage"):
        times = sorted(START + rng.randrange(48 * HOUR) for _ in range(150))
        events = [
            event(stream, f"{stream}{i}", ts - rng.choice((0, 0, HOUR)), rng.randrange(300), 0.1, rng.choice("ab"))
            for i, ts in enumerate(times)
        ]
        streams[stream] = [one | {"body": "hello"} if stream == "sms" else one for one in events]
    streams["accounts"] = [{"account": name, "limits": LIMITS} for name in "ab"]
    if ticks:
        streams["control"] = [{"event": "tick", "ts": START + i * HOUR} for i in range(48)]
    folder.mkdir()
    for topic, records in streams.items():
        (folder / f"{topic}.ndjson").write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return folder


def replayed(folder: Path, out: Path, batch: int) -> Sequence[bytes]:
    assert run(["replay", str(folder), "--out", str(out), "--batch", str(batch)]) == 0
    return [(out / name).read_bytes() for name in OUTPUTS]


@pytest.mark.parametrize("ticks", [False, True])
def test_the_size_of_batches_changes_no_byte(ticks: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of pytest
    folder = written(tmp_path / "in", ticks=ticks)
    whole = replayed(folder, tmp_path / "out", 5_000)
    found = {(alert["detector"], alert["level"]) for alert in map(json.loads, whole[0].splitlines())}
    assert found >= {("bandwidth.quota", 1), ("load.spend", 1)}
    for batch in (1, 7):
        assert replayed(folder, tmp_path / f"out{batch}", batch) == whole


def test_calls_for_help_count_in_no_quota(tmp_path: Path) -> None:
    found = []
    for callee in ("119", "+81312345678"):
        folder = tmp_path / callee
        folder.mkdir()
        call = event("calls", "c1", START, 50_000, 50.0, "a") | {"to": callee}
        record = {"account": "a", "country": "JP", "limits": LIMITS}
        for topic, one in (("calls", call), ("accounts", record)):
            (folder / f"{topic}.ndjson").write_text(json.dumps(one))
        alerts = replayed(folder, folder / "out", 5_000)[0].splitlines()
        found.append({json.loads(alert)["detector"] for alert in alerts})
    assert found == [set(), {"bandwidth.quota", "load.spend"}]


def test_ticks_change_neither_ids_nor_levels(tmp_path: Path) -> None:
    said = []
    for ticks in (False, True):
        folder = written(tmp_path / f"in{ticks}", ticks=ticks)
        alerts, records, *_ = replayed(folder, tmp_path / f"out{ticks}", 5_000)
        said.append(sorted((a["id"], a["level"]) for a in map(json.loads, alerts.splitlines())))
        assert records
    assert said[0] == said[1]
