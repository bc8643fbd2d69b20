"""Caller numbers that people complained of as `calls`."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.corpora.corpus import DATA, START, Corpus, Event, number_of

NATIONAL = 10  # digits of a number of North America


def corpus(folder: Path = DATA, most: int | None = None) -> Corpus:
    """Calls of one account that holds none of the numbers, at most `most`."""
    events = list[Event]()
    for n, number in enumerate(islice(_complained_of(folder), most)):
        call = {"id": f"ftc-{n}", "account": "ftc", "ts": START + n * 1_000, "event": "attempt", "call": f"ftc-{n}"}
        events.append(call | {"direction": "outbound", "from": f"+1{number}", "to": number_of(n)})
    labels = dict.fromkeys((str(event["id"]) for event in events), "spam")
    return Corpus([{"account": "ftc", "numbers": []}], {"calls": events}, labels)


def _complained_of(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "ftc_dnc").glob("*.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.reader(file):
                yield from (field for field in row if field.isdigit() and len(field) == NATIONAL)
