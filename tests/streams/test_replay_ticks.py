"""Ticks that stand together in a file: what one settles comes before the next, however many are read at once."""

import json
from pathlib import Path

from detectors.spans import DAY, HOUR, MINUTE
from streams.cli import run
from tests.books import START, event

SLOTS = (0, 5 * MINUTE, 10 * MINUTE, *(6 * DAY + 23 * HOUR + minutes * MINUTE for minutes in (30, 35, 40)))


def replayed(folder: Path, batch: int) -> list[tuple[str, str]]:
    """What is recommended, with the ids."""
    out = folder / f"out{batch}"
    assert run(["replay", str(folder), "--out", str(out), "--batch", str(batch)]) == 0
    records = map(json.loads, (out / "enforcement.ndjson").read_text().splitlines())
    return [(record["id"], record["action"]) for record in records]


def test_the_size_of_batches_changes_nothing_where_ticks_stand_together(tmp_path: Path) -> None:
    accounts = ["b", *(f"a{i}" for i in range(1, 10))]
    moved = [
        event("usage", f"{account}{slot}", START + slot, 1_000 if account == "b" else 1, account=account)
        for slot in SLOTS
        for account in accounts
    ]
    ticks = [{"event": "tick", "ts": START + at} for at in (HOUR, 7 * DAY, 7 * DAY + HOUR)]
    files = {"accounts": [{"account": account, "pool": "p"} for account in accounts], "usage": moved, "control": ticks}
    for topic, records in files.items():
        (tmp_path / f"{topic}.ndjson").write_text("".join(f"{json.dumps(record)}\n" for record in records))
    alone = replayed(tmp_path, 1)
    assert [action for _, action in alone] == ["throttle", "throttle"]  # the second joins before it is quiet
    assert replayed(tmp_path, 5_000) == alone
