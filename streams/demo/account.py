"""One account of the generated day: what the platform knows of it, and what it does."""

import random
from collections import defaultdict
from typing import Any

DAY_START = 1_789_948_800_000  # 2026-09-21, 00:00 UTC, a Monday
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
Event = dict[str, Any]


class Account:
    """One account: its record, and what it does, by topic."""

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
            "domains": [f"{name}.example"],
        } | facts
        self.events: dict[str, list[Event]] = defaultdict(list)

    def someone(self) -> str:
        """A number to call or to write to."""
        area, exchange = self.rng.choice((212, 415, 617, 206, 404, 713)), self.rng.randrange(212, 911)
        return f"+1{area}{exchange}{self.rng.randrange(10_000):04d}"

    def call(self, at: int, talk: int = 60 * SECOND, *, ring: int = 8 * SECOND, **fields: Any) -> None:  # noqa: ANN401
        """An attempt `at` ms into the day, and its end."""
        leg = f"{self.name}-{len(self.events['calls']) // 2}"
        both = {
            "account": self.name,
            "call": leg,
            "direction": "outbound",
            "from": fields.pop("caller", self.number),
            "to": fields.pop("to", None) or self.someone(),
            "network": "pstn",
        }
        both |= {name: fields.pop(name) for name in ("campaign",) if name in fields}
        seen: Event = {name: fields.pop(name) for name in ("verstat", "attest") if name in fields}
        ts = DAY_START + at
        self.events["calls"].append({"id": f"{leg}-a", "ts": ts, "event": "attempt", **both, **seen})
        ended = {"started": ts, "sip": 200 if talk else 487, "ring_ms": ring, "talk_ms": talk, "hangup": "caller"}
        end = {"id": f"{leg}-e", "ts": ts + ring + talk, "event": "end", **both, **ended, **fields}
        self.events["calls"].append(end)

    def message(self, at: int, body: str, status: str = "delivered", **fields: Any) -> str:  # noqa: ANN401 - as above
        """A message `at` ms into the day and what became of it; returns to whom it went."""
        message = f"{self.name}-m{len(self.events['sms'])}"
        person = self.someone()
        both = {"account": self.name, "message": message, "from": self.number, "to": person}
        sent = {"body": body, "registered": True, "segments": 1, "bytes": len(body.encode())} | fields
        ts = DAY_START + at
        self.events["sms"].append({"id": message, "ts": ts, "event": "send", **both, **sent})
        heard = {"id": f"{message}-s", "ts": ts + 2 * SECOND, "event": "status", **both, "status": status}
        self.events["sms"].append(heard)
        return person

    def reply(self, at: int, person: str, body: str) -> None:
        """What a person answers."""
        message = f"{self.name}-r{len(self.events['sms'])}"
        both = {"account": self.name, "message": message, "from": person, "to": self.number}
        self.events["sms"].append({"id": message, "ts": DAY_START + at, "event": "receive", **both, "body": body})

    def mail(self, at: int, body: str, **fields: Any) -> None:  # noqa: ANN401 - as above
        """A mail `at` ms into the day, and what became of it (`outcome`)."""
        message = f"{self.name}-e{len(self.events['email'])}"
        to, ts = f"p{self.rng.randrange(10**9)}@mail.example", DAY_START + at
        outcome = fields.pop("outcome", "delivery")
        both = {"account": self.name, "message": message}
        sent = {
            "mail_from": f"bounce@{self.name}.example",
            "header_from": f"info@{self.name}.example",
            "to": [to],
            "subject": "News",
            "body": body,
            "bytes": 20_000,
            "auth": {"spf": "pass", "dkim": "pass", "dmarc": "pass"},
            "unsubscribe": "one-click",
        } | fields
        self.events["email"].append({"id": message, "ts": ts, "event": "send", **both, **sent})
        came = {"bounce": "hard", "code": "550"} if outcome == "bounce" else {}
        heard = {"id": f"{message}-o", "ts": ts + 3 * SECOND, "event": outcome, **both, "to": to, **came}
        self.events["email"].append(heard)

    def transfer(self, at: int, size: int) -> None:
        """Bytes that another service moved, half of them in."""
        ts, half = DAY_START + at, size // 2
        moved = {"service": "turn", "bytes_in": half, "bytes_out": size - half}
        id_ = f"{self.name}-t{len(self.events['usage'])}"
        self.events["usage"].append({"id": id_, "account": self.name, "ts": ts, "event": "transfer", **moved})
