"""An event that comes too late for a window is judged and counted, and is no dead letter."""

import json
from pathlib import Path

import pytest

from detectors.policy import load
from streams.replay import replay
from tests.stories import account

# 40 attempts from as many numbers that it does not hold, one that is a minute newer than all, then the 20 before that
SPOOFED = account("acme").attempts(60, every="1s").each(unowned=True)


@pytest.mark.parametrize(("policy", "late"), [("", 0), ("[policy.limits]\nlateness = 30_000\n", 20)])
def test_a_replay_counts_late_events_by_the_lateness_of_its_policy(policy: str, late: int, tmp_path: Path) -> None:
    newest = SPOOFED.events[-1]["ts"] + 60_000
    calls = [*SPOOFED.events, SPOOFED.events[0] | {"id": "newest", "call": "newest", "ts": newest}]
    calls[40:] = [calls[-1], *calls[40:-1]]
    for name, records in (("calls", calls), ("accounts", SPOOFED.records)):
        (tmp_path / f"{name}.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))
    changed = tmp_path / "policy.toml"
    changed.write_text(policy)
    replay(tmp_path, tmp_path / "out", 7, load(changed))
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["late_events"] == ({"calls": late} if late else {})
    assert report["dead_letters"] == []
    found = {alert["detector"] for alert in report["alerts"]}  # by the first ten numbers; by fifty, if all count
    assert found == {"voice.unowned-caller-id"} | ({"voice.caller-id-rotation"} if not late else set())
