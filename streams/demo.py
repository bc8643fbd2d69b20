"""A generated day of calls with abusers in it, judged as `replay` judges any other."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import orjson
from rich.console import Console

from detectors.policy import Policy
from streams.replay import replay
from streams.table import recommendations, summary

DAY_START = 1_789_948_800_000  # 2026-09-21, 00:00 UTC, a Monday
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
HONEST = 300
BATCH = 5_000
Event = dict[str, Any]
Story = Callable[["Caller"], None]


class Caller:
    """One account: its record, and what it does."""

    def __init__(self, name: str, rng: random.Random, **facts: Any) -> None:  # noqa: ANN401 - fields of the contract
        self.name, self.rng = name, rng
        self.number = f"+1312{rng.randrange(200, 999)}{rng.randrange(10_000):04d}"
        held = [{"number": self.number, "country": "US", "from": 0, "until": None}]
        self.record: Event = {
            "account": name,
            "status": "active",
            "use": "conversational",
            "country": "US",
            "numbers": held,
        } | facts
        self.events: list[Event] = []

    def someone(self) -> str:
        """A number to call."""
        area, exchange = self.rng.choice((212, 415, 617, 206, 404, 713)), self.rng.randrange(212, 911)
        return f"+1{area}{exchange}{self.rng.randrange(10_000):04d}"

    def call(self, at: int, talk: int = 60 * SECOND, *, ring: int = 8 * SECOND, **fields: Any) -> None:  # noqa: ANN401
        """An attempt `at` ms into the day, and its end."""
        leg = f"{self.name}-{len(self.events) // 2}"
        both = {
            "account": self.name,
            "call": leg,
            "direction": "outbound",
            "from": self.number,
            "to": self.someone(),
            "network": "pstn",
        }
        both |= {"from": fields.pop("caller", self.number)}
        both |= {name: fields.pop(name) for name in ("to", "campaign") if name in fields}
        seen: Event = {name: fields.pop(name) for name in ("verstat", "attest") if name in fields}
        ts = DAY_START + at
        self.events.append({"id": f"{leg}-a", "ts": ts, "event": "attempt", **both, **seen})
        ended = {"started": ts, "sip": 200 if talk else 487, "ring_ms": ring, "talk_ms": talk, "hangup": "caller"}
        self.events.append({"id": f"{leg}-e", "ts": ts + ring + talk, "event": "end", **both, **ended, **fields})


def honest(a: Caller) -> None:
    """Office hours, ordinary calls."""
    for _ in range(a.rng.randrange(20, 90)):
        talk = a.rng.choice((0, 4, 20, 60, 120, 300)) * SECOND
        a.call(a.rng.randrange(8 * HOUR, 20 * HOUR), talk, ring=a.rng.randrange(2, 25) * SECOND)


def spoofer(a: Caller) -> None:
    """Other people's numbers."""
    for i in range(120):
        a.call(10 * HOUR + i * 7 * SECOND, 5 * SECOND, attest="C", caller=a.someone())


def forger(a: Caller) -> None:
    """Numbers that cannot be, and calls that fail verification."""
    for i in range(60):
        a.call(11 * HOUR + i * 6 * SECOND, 20 * SECOND, verstat="TN-Validation-Failed", caller=f"+1911555{i:04d}")


def dialer(a: Caller) -> None:
    """A campaign that calls more people than it has agents for; the account's other campaign is in order."""
    for i in range(900):
        waiting = None if i % 9 == 0 else 700
        a.call(
            9 * HOUR + i * 20 * SECOND,
            dialer=True,
            answered_by="human",
            agent_ms=waiting,
            greeting_ms=900,
            campaign="autumn-sale",
        )
        a.call(
            9 * HOUR + i * 20 * SECOND,
            dialer=True,
            answered_by="human",
            agent_ms=600,
            greeting_ms=800,
            campaign="renewals",
        )


def surplus(a: Caller) -> None:
    """A dialer that hangs up on whom it has no agent for."""
    for i in range(400):
        given_up = i % 3 == 0
        a.call(13 * HOUR + i * 15 * SECOND, 0 if given_up else 90 * SECOND, ring=(4 if given_up else 9) * SECOND)


def nuisance(a: Caller) -> None:
    """Calls that people hang up on at once."""
    for i in range(500):
        a.call(14 * HOUR + i * 12 * SECOND, (3 if i % 2 else 40) * SECOND, hangup="callee")


def ticket_sale(a: Caller) -> None:
    """Ten calls a second for three minutes."""
    for i in range(1800):
        a.call(18 * HOUR + i * 100, 30 * SECOND)


AGREED = {
    "id": "weather-drill",
    "status": "agreed",
    "from": DAY_START + 17 * HOUR,
    "until": DAY_START + 20 * HOUR,
    "limits": {"cps": 20},
}

ABUSERS: tuple[tuple[str, Story, Event], ...] = (
    ("borrowed-numbers", spoofer, {}),
    ("impossible-numbers", forger, {}),
    ("too-few-agents", dialer, {"use": "contact-center"}),
    ("surplus-calls", surplus, {"use": "contact-center"}),
    ("hung-up-on", nuisance, {}),
    ("unannounced-rush", ticket_sale, {}),
    ("announced-rush", ticket_sale, {"declared": [AGREED]}),
)


def day(seed: int = 7) -> tuple[list[Event], list[Event]]:
    """Account records and calls, always the same for a seed."""
    rng = random.Random(seed)
    callers: list[Caller] = []
    for name, story, facts in (*((f"customer-{i:03d}", honest, {}) for i in range(HONEST)), *ABUSERS):
        caller = Caller(name, rng, **facts)
        story(caller)
        callers.append(caller)
    calls = sorted((event for caller in callers for event in caller.events), key=lambda event: event["ts"])
    return [caller.record for caller in callers], calls


def lines(records: list[Event]) -> Iterator[bytes]:
    """Records as the files have them."""
    for record in records:
        yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def demo(policy: Policy) -> None:
    """Prints what a generated day leads to."""
    accounts, calls = day()
    console = Console()
    console.print(
        f"A generated day of {len(accounts)} accounts; {len(ABUSERS) - 1} break the policy, one announced its rush.\n"
    )
    with TemporaryDirectory(prefix="ringfence-demo-") as scratch:
        folder = Path(scratch)
        for topic, records in (("accounts", accounts), ("calls", calls)):
            with (folder / f"{topic}.ndjson").open("wb") as file:
                file.writelines(lines(records))
        started = monotonic()
        report = replay(folder, folder / "out", BATCH, policy)
        took = monotonic() - started
    console.print(recommendations(report))
    console.print(summary(report, took), highlight=False)
