"""A generated day of traffic with abusers in it, judged as `replay` judges any other."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import orjson
from rich.console import Console

from detectors.policy import Policy
from streams.demo import calls, messages, others
from streams.demo.account import Account, Event
from streams.replay import replay
from streams.table import recommendations, summary

BATCH = 5_000
Story = Callable[[Account], None]

HONEST: tuple[tuple[str, int, Story, Event], ...] = (
    ("customer", 300, calls.honest, {}),
    ("practice", 60, messages.reminders, {"use": "notifications"}),
    ("login", 3, messages.codes, {"use": "otp"}),
    ("tea-shop", 30, others.newsletter, {"use": "marketing"}),
    ("meeting", 10, others.video, {"limits": {"bytes_per_day": others.QUOTA}}),
)
ABUSERS: tuple[tuple[str, Story, Event], ...] = (
    ("borrowed-numbers", calls.spoofer, {}),
    ("impossible-numbers", calls.forger, {}),
    ("too-few-agents", calls.dialer, {"use": "contact-center"}),
    ("surplus-calls", calls.surplus, {"use": "contact-center"}),
    ("hung-up-on", calls.nuisance, {}),
    ("unannounced-rush", calls.ticket_sale, {}),
    ("prize-for-everybody", messages.spammer, {"use": "marketing"}),
    ("deaf-to-stop", messages.deaf, {"use": "marketing"}),
    ("bought-addresses", others.harvester, {"use": "marketing"}),
    ("name-of-a-bank", others.phisher, {}),
    ("all-the-bandwidth", others.hog, {"limits": {"bytes_per_day": others.QUOTA}}),
)
ANNOUNCED = ("announced-rush", calls.ticket_sale, {"declared": [calls.AGREED]})


def day(seed: int = 7) -> tuple[list[Event], dict[str, list[Event]]]:
    """Account records, and the events of each topic in their order; always the same for a seed."""
    rng = random.Random(seed)
    accounts, events = list[Event](), defaultdict[str, list[Event]](list)
    honest = [(f"{name}-{i:03d}", story, facts) for name, n, story, facts in HONEST for i in range(n)]
    for name, story, facts in (*honest, *ABUSERS, ANNOUNCED):
        account = Account(name, rng, **facts)
        story(account)
        accounts.append(account.record)
        for topic, own in account.events.items():
            events[topic] += own
    return accounts, {topic: sorted(own, key=lambda event: int(event["ts"])) for topic, own in events.items()}


def lines(records: list[Event]) -> Iterator[bytes]:
    """Records as the files have them."""
    for record in records:
        yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def write(folder: Path) -> int:
    """Writes the day into a folder as `replay` reads it; returns how many accounts there are."""
    accounts, events = day()
    for topic, records in {"accounts": accounts, **events}.items():
        with (folder / f"{topic}.ndjson").open("wb") as file:
            file.writelines(lines(records))
    return len(accounts)


def demo(policy: Policy) -> None:
    """Prints what a generated day leads to."""
    console = Console()
    with TemporaryDirectory(prefix="ringfence-demo-") as scratch:
        folder = Path(scratch)
        accounts = write(folder)
        console.print(
            f"A generated day of {accounts} accounts; {len(ABUSERS)} break the policy, one announced its rush.\n"
        )
        started = monotonic()
        report = replay(folder, folder / "out", BATCH, policy)
        took = monotonic() - started
    console.print(recommendations(report))
    console.print(summary(report, took), highlight=False, soft_wrap=True)
