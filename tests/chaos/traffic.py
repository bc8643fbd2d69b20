"""Generated traffic of all streams as files, with broken lines and ticks in it, and what `replay` makes of these."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.traffic.made import account_records
from benchmarks.traffic.usage import usage
from streams.stream import STREAMS
from tests.chaos.compare import Wanted
from tests.differing import ALWAYS, is_over_totals
from tests.report_stories import random_reports
from tests.traffic import random_traffic
from tests.traffic.facts import Record
from tests.traffic.mails import random_mails
from tests.traffic.messages import random_messages

SHARES = {"calls": 0.44, "sms": 0.29, "email": 0.15, "usage": 0.1, "reports": 0.02}
EVENTS_OF_ONE = 600  # of an account, so that shares are judged
BROKEN = 5_000  # one line in so many


def write(folder: Path, seed: int, events: int) -> list[Record]:
    """About so many events; returns what is known of their accounts."""
    folder.mkdir()
    counts = {topic: int(events * share) for topic, share in SHARES.items()}
    some = {topic: max(count // EVENTS_OF_ONE, 8) for topic, count in counts.items()}
    calls = random_traffic(3 * seed, counts["calls"], some["calls"])
    messages = random_messages(3 * seed + 1, counts["sms"], some["sms"])
    mails = random_mails(3 * seed + 2, counts["email"], some["email"])
    reports = random_reports(seed, counts["reports"], some["reports"], "mixed")
    made = {"calls": calls, "sms": messages, "email": mails, "reports": reports}
    for topic, (_, told) in made.items():
        lines(folder / f"{topic}.ndjson", _with_broken(topic, [json.dumps(event) for event in told]))
    moved = [transfer.value.decode() for transfer in usage(counts["usage"], some["usage"], seed)]
    lines(folder / "usage.ndjson", _with_broken("usage", moved))
    assert counts.keys() == STREAMS.keys()
    known = [record for records, _ in made.values() for record in records]
    return known + [json.loads(record.value) for record in account_records(some["usage"])]


def wanted(out: Path) -> dict[str, list[Wanted]]:
    """What a replay wrote, by topic, in its order."""
    loose = summed(out)
    letters = map(json.loads, (out / "dead-letter.ndjson").read_bytes().splitlines())
    found = {
        topic: [told(line, loose) for line in (out / f"{topic}.ndjson").read_bytes().splitlines()]
        for topic in ("alerts", "enforcement")
    }
    return found | {"dead-letter": [buried(base64.b64decode(letter["value_base64"])) for letter in letters]}


def summed(out: Path) -> set[str]:
    """The accounts that have findings over totals."""
    alerts = (json.loads(line) for line in (out / "alerts.ndjson").read_bytes().splitlines())
    return {alert["account"] for alert in alerts if is_over_totals(alert)}


def told(line: bytes, loose: set[str]) -> Wanted:
    """A finding or recommendation; of accounts with findings over totals only what may not differ, in any order."""
    record = json.loads(line)
    if is_over_totals(record) if "detector" in record else record["account"] in loose:
        return Wanted(record["id"], record["id"], repr([record.get(name) for name in ALWAYS]).encode())
    # a lift by silence is run by a tick or the next finding of its case's category: which is first is left open
    return Wanted(record["id"], record["case" if record.get("action") == "lift" else "account"], line)


def buried(value: bytes) -> Wanted:
    """A dead letter: each line that is broken is so in a way of its own."""
    return Wanted(repr(value), "", value)


def _with_broken(topic: str, lines: list[str]) -> list[str]:
    with_broken = []
    for i, line in enumerate(lines):
        with_broken.append(line)
        if i % BROKEN == BROKEN // 2:
            with_broken.append(f'{{"{topic}": {i}')
    return with_broken


def lines(path: Path, records: Iterable[str]) -> None:
    """Writes a file of these."""
    path.write_text("".join(record + "\n" for record in records))
