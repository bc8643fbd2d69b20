"""The sets of text messages as `sms`."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpora.corpus import BETWEEN, DATA, START, Corpus, Event, number_of

OWN = "+13125550100"  # under which every account writes


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


def corpus(folder: Path = DATA, most: int | None = None) -> Corpus:
    """The three sets, at most `most` messages of each."""
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
                    "to": number_of(n),
                    "body": message.text,
                    "registered": message.label == "ham",
                }
            )
    accounts = [{"account": account, "country": "US", "numbers": [{"number": OWN}]} for account in sent]
    return Corpus(accounts, {"sms": sorted(events, key=lambda event: int(event["ts"]))}, labels)
