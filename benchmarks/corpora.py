"""Sets of real messages and callers as streams of the contract, their labels kept aside.

The sets are third-party data for measuring only (`RINGFENCE_SHARED`, else `../shared`, has them in `data`): nothing of
them is kept. Who received a message is made up, and so is when, where a set does not say.
"""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

Event = dict[str, Any]

DATA = Path(os.environ.get("RINGFENCE_SHARED", Path(__file__).parents[2] / "shared")) / "data"
START = 1_789_948_800_000  # 2026-09-21, 00:00 UTC
BETWEEN = 20_000  # ms between two messages of an account
OWN = "+13125550100"  # under which every account writes
NATIONAL = 10  # digits of a number of North America
PEOPLE = 7_000_000  # numbers of recipients, none of which anybody has


class Corpus(NamedTuple):
    """Account records, the events of each topic in their order, and the label of an event by its id."""

    accounts: list[Event]
    events: dict[str, list[Event]]
    labels: dict[str, str]


class Message(NamedTuple):
    """A message of a set: the account that is to have sent it, what it is, and what it says."""

    account: str
    label: str
    text: str


def uci(folder: Path) -> Iterator[Message]:
    """UCI SMS Spam Collection: one account for each label."""
    for line in (folder / "uci_sms" / "sms.tsv").read_text("utf-8").splitlines():
        label, _, text = line.partition("\t")
        yield Message(f"uci-{label}", label, text)


def exais(folder: Path) -> Iterator[Message]:
    """ExAIS: what users received, an account for each sender and label; senders are numbered, not named."""
    numbered: dict[tuple[str, str], int] = {}
    with (folder / "exais_sms" / "exais.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            if row["direction"] == "receive":
                place = numbered.setdefault((row["label"], row["peer"]), len(numbered))
                yield Message(f"exais-{row['label']}-{place}", row["label"], row["text"])


def nus(folder: Path) -> Iterator[Message]:
    """NUS SMS Corpus: an account for each person who wrote."""
    numbered: dict[str, int] = {}
    with (folder / "nus_sms" / "nus_en.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            yield Message(f"nus-{numbered.setdefault(row['src'], len(numbered))}", "ham", row["text"])


def messages(folder: Path = DATA, most: int | None = None) -> Corpus:
    """The three sets as `sms`, at most `most` messages of each."""
    sent: dict[str, int] = defaultdict(int)
    events, labels = list[Event](), dict[str, str]()
    for read in (uci, exais, nus):
        for message in islice(read(folder), most):
            n = sent[message.account]
            sent[message.account] += 1
            id_ = f"{message.account}-{n}"
            labels[id_] = message.label
            events.append(
                {
                    "id": id_,
                    "account": message.account,
                    "ts": START + n * BETWEEN,
                    "event": "send",
                    "message": id_,
                    "from": OWN,
                    "to": f"+1646{2_000_000 + (n * 7_919) % PEOPLE}",
                    "body": message.text,
                    "registered": message.label == "ham",
                }
            )
    accounts = [{"account": account, "country": "US", "numbers": [{"number": OWN}]} for account in sent]
    return Corpus(accounts, {"sms": sorted(events, key=lambda event: int(event["ts"]))}, labels)


def calls(folder: Path = DATA, most: int | None = None) -> Corpus:
    """Caller numbers that people complained of, as calls of one account that holds none of them."""
    events = list[Event]()
    for n, number in enumerate(islice(_complained_of(folder), most)):
        call = {"id": f"ftc-{n}", "account": "ftc", "ts": START + n * 1_000, "event": "attempt", "call": f"ftc-{n}"}
        whom = {"from": f"+1{number}", "to": f"+1646{2_000_000 + (n * 7_919) % PEOPLE}"}
        events.append(call | {"direction": "outbound"} | whom)
    labels = dict.fromkeys((str(event["id"]) for event in events), "spam")
    return Corpus([{"account": "ftc", "numbers": []}], {"calls": events}, labels)


def _complained_of(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "ftc_dnc").glob("*.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.reader(file):
                yield from (field for field in row if field.isdigit() and len(field) == NATIONAL)
