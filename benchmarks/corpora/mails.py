"""The sets of mails as `email`, and what people who do not exist think of them.

An account is everybody who writes from one organisational domain, under one label: it holds the domain, as a customer
would. The lists through which much of it came are no accounts: what they pass on shows the domains of others, and
nothing vouches for it in mails of 2002, so that the contract has them called forged.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpora.corpus import BETWEEN, DATA, START, Corpus, Event, somebody
from benchmarks.corpora.mail_file import send
from streams.address_text import sender_domain

EACH = 10  # people whom a mail goes to
LABELS = {"nice": "ham", "phishing": "spam", "spam": "spam"}  # folders of test mails; all else shows how mails break
COMPLAIN = {"spam": 0.03, "ham": 0.0005, "unlabelled": 0.0005}  # honest: half of what mailbox providers put up with
ARRIVES, ANNOYS = 3_000, 3_600_000  # ms from a mail until its delivery, and until the complaint about it


class Lying(NamedTuple):
    """A mail of a set in its file."""

    set: str
    label: str
    file: Path


def spamassassin(folder: Path, most: int | None) -> Iterator[Lying]:
    """The SpamAssassin corpus, whose folders are its labels: at most `most` of each."""
    for place in sorted((folder / "spamassassin_corpus").glob("*-*/")):
        label = "spam" if place.name.startswith("spam") else "ham"
        yield from (Lying("spamassassin", label, file) for file in islice(_files(place), most))


def test_mails(folder: Path, most: int | None) -> Iterator[Lying]:
    """What SpamAssassin and Rspamd test themselves with: few of each kind, and many that are odd on purpose."""
    for name in ("spamassassin_testmails", "rspamd_testmails"):
        for file in islice(_files(folder / name), most):
            yield Lying(name, LABELS.get(file.relative_to(folder / name).parts[0], "unlabelled"), file)


def corpus(folder: Path = DATA, most: int | None = None) -> Corpus:
    """What was sent, each mail to ten people; at most `most` mails of each folder."""
    numbered: dict[tuple[str, str, str | None], str] = {}
    sent: dict[str, int] = defaultdict(int)
    events, labels = list[Event](), dict[str, str]()
    for lying in (*spamassassin(folder, most), *test_mails(folder, most)):
        said = send(lying.file.read_bytes())
        domain = sender_domain(said["header_from"] or "")
        account = numbered.setdefault((lying.set, lying.label, domain), f"{lying.set}-{lying.label}-{len(numbered)}")
        n = sent[account]
        sent[account] += 1
        id_ = f"{account}-{n}"
        labels[id_] = lying.label
        people = [f"p{somebody(EACH * n + k)}@mail.example" for k in range(EACH)]
        placed = {"id": id_, "account": account, "ts": START + n * BETWEEN, "event": "send", "message": id_}
        events.append(placed | said | {"to": people})
    held = {account: [domain] if domain else [] for (_, _, domain), account in numbered.items()}
    accounts = [{"account": account, "country": "US", "domains": domains} for account, domains in held.items()]
    return Corpus(accounts, {"email": _in_order(events)}, labels)


def answered(mails: Corpus, seed: int = 3) -> Corpus:
    """The same with what no set has: every mail arrives, and some people complain, of spam many more than of ham."""
    rng = random.Random(seed)
    labels, heard = dict(mails.labels), list[Event]()
    for mail in mails.events["email"]:
        for k, person in enumerate(mail["to"]):
            about = {"account": mail["account"], "message": mail["message"], "to": person}
            heard.append({"id": f"{mail['id']}-d{k}", "ts": mail["ts"] + ARRIVES, "event": "delivery"} | about)
            if rng.random() < COMPLAIN[mails.labels[mail["id"]]]:
                heard.append({"id": f"{mail['id']}-c{k}", "ts": mail["ts"] + ANNOYS, "event": "complaint"} | about)
    labels |= {event["id"]: mails.labels[event["message"]] for event in heard}
    return Corpus(mails.accounts, {"email": _in_order([*mails.events["email"], *heard])}, labels)


def _files(place: Path) -> Iterator[Path]:
    return (file for file in sorted(place.rglob("*")) if file.is_file())


def _in_order(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: int(event["ts"]))
