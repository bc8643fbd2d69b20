"""Findings over accounts and streams in a replay: what they are, and the same bytes whatever the size of batches."""

import json
from collections.abc import Sequence
from pathlib import Path

from streams.cli import run
from tests.crossing import FOUND, SENDERS, write

OUTPUTS = ("alerts.ndjson", "enforcement.ndjson", "dead-letter.ndjson", "report.json")


def replayed(folder: Path, out: Path, batch: int) -> Sequence[bytes]:
    assert run(["replay", str(folder), "--out", str(out), "--batch", str(batch)]) == 0
    return [(out / name).read_bytes() for name in OUTPUTS]


def test_it_finds_each_of_them_and_recommends_what_the_policy_says(tmp_path: Path) -> None:
    write(tmp_path / "in")
    whole = replayed(tmp_path / "in", tmp_path / "out", 5_000)
    alerts, records = ([json.loads(line) for line in lines.splitlines()] for lines in whole[:2])
    over = [alert for alert in alerts if not alert["detector"].startswith(("report.", "sms.opt-outs"))]
    assert {(alert["account"], alert["detector"], alert["level"]) for alert in over} == FOUND
    assert len(over) == len(FOUND)
    crossed = {alert["account"]: alert["crossing"] for alert in over if alert["detector"] == "sms.bulk"}
    assert crossed == {"before": "report-before", "after": "report-after"}
    done = {(record["account"], record["category"]): record for record in records}
    assert {account for account, category in done if category == "campaign"} == {SENDERS[0], SENDERS[-2]}
    replaced = done["key-a", "account"]
    assert (replaced["action"], replaced["approval"], replaced["urgent"]) == ("replace-key", "automatic", False)
    assert replaced["parameters"] == [{"name": "api_key", "value": "shared"}]
    assert replaced["scope"] == {"kind": "api_key", "value": "shared"}
    for batch in (1, 7):
        assert replayed(tmp_path / "in", tmp_path / f"out{batch}", batch) == whole
