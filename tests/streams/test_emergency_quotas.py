"""What goes to emergency numbers, in the sums that quotas are held against."""

import json
from collections.abc import Mapping
from pathlib import Path

from streams.cli import run

TS = 1_790_000_000_000


def written(path: Path, *records: Mapping[str, object]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def test_calls_for_help_are_in_no_quota_and_messages_are(tmp_path: Path) -> None:
    calling, texting = (
        {"account": account, "country": "US", "limits": {"bytes_per_day": 1_000, "spend_cap": 10}}
        for account in ("calling", "texting")
    )
    written(tmp_path / "accounts.ndjson", calling, texting)
    both = {"from": "+13125550100", "to": "911", "bytes": 5_000, "cost": 20}
    call = {"event": "end", "call": "c", "direction": "outbound", "ts": TS, "started": TS - 9, "talk_ms": 5}
    written(tmp_path / "calls.ndjson", {"id": "a", "account": "calling", **call, **both})
    send = {"event": "send", "message": "m", "ts": TS, "body": "help"}
    written(tmp_path / "sms.ndjson", {"id": "b", "account": "texting", **send, **both})
    assert run(["replay", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    alerts = [json.loads(line) for line in (tmp_path / "out" / "alerts.ndjson").read_text().splitlines()]
    assert {alert["detector"] for alert in alerts} == {"bandwidth.quota", "load.spend"}
    assert {alert["account"] for alert in alerts} == {"texting"}
