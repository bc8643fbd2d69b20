"""One simulated account: what the platform knows of it, whom it reaches, and the records of what it does."""

import random
from typing import Any

import orjson

from benchmarks.simulate.curves import DAY, HOUR, MINUTE, SECOND, Curve
from benchmarks.simulate.people import somewhere, subscriber
from benchmarks.simulate.texts import Texts

Record = dict[str, Any]
APART = 997  # places between the lists of two accounts
OWN = 5_000_000  # the place from which on numbers are accounts' own
NUMBERS = 100  # that one account may hold
DETAIL_RECORDS = 0.3  # of accounts are on a platform that has call-detail records alone


class Account:
    """Its random numbers are its own, by the seed, its name and the day; so no other account changes what it does."""

    def __init__(self, name: str, serial: int, seed: int, start: int, volume: float = 1.0) -> None:
        self.name, self.serial, self.seed, self.start, self.volume = name, serial, seed, start, volume
        self.chance = random.Random(f"{seed}/{name}")
        self.region = somewhere(self.chance)
        self.size = min(self.chance.lognormvariate(0, 0.6), 4.0)  # how much busier than the middle one of its kind
        self.texts = Texts(self.chance)
        self.ends_alone = self.chance.random() < DETAIL_RECORDS
        self.numbers = [self.number(0)]
        self.midnight = start
        self.weekday, self.hour = 0, 9.0  # and the hour of the day at which an abuser begins
        self.gone: set[str] = set()  # who opted out
        self.records: list[tuple[int, str, bytes]] = []  # of the day: when, topic, line
        self.facts: Record = {}
        self.serials = 0

    def number(self, which: int) -> str:
        """One of its own numbers."""
        return subscriber(self.region, OWN + self.serial * NUMBERS + which)

    def account_record(self) -> Record:
        """What the platform knows of it."""
        held = [{"number": n, "country": self.region.country, "from": 0, "until": None} for n in self.numbers]
        known = {"account": self.name, "status": "active", "use": "conversational", "country": self.region.country}
        return known | {"numbers": held, "domains": [self.domain], "api_keys": [f"key-{self.name}"]} | self.facts

    @property
    def domain(self) -> str:
        """The domain it may use in From."""
        return f"{self.name}.example"

    def begin(self, day: int) -> None:
        """Turns to a day of its own calendar."""
        self.chance = random.Random(f"{self.seed}/{self.name}/{day}")
        self.midnight = self.start + day * DAY - self.region.hours * HOUR
        self.weekday = (self.start // DAY + day + 3) % 7  # 1970 began on a Thursday
        self.records = []

    def times(self, curve: Curve, usual: float) -> list[int]:
        """When it does something today that it does so often on a usual weekday."""
        mean = usual * self.size * self.volume * curve.share(self.weekday)
        count = max(round(self.chance.gauss(mean, mean**0.5)), 0)
        return [self.midnight + at for at in curve.moments(self.chance, count)]

    def row(self, hour: float, count: int, apart: float) -> list[int]:
        """So many times from an hour of today on, so many ms apart on average."""
        at, found = self.midnight + int(hour * HOUR), []
        for _ in range(count):
            at += max(int(self.chance.expovariate(1 / apart)), 1)
            found.append(at)
        return found

    def odds(self, share: float) -> bool:
        """True so often."""
        return self.chance.random() < share

    def person(self, place: int) -> str:
        """Somebody on its list."""
        return subscriber(self.region, (self.serial * APART + place) % OWN)

    def someone(self, people: int) -> str:
        """Somebody of a list of so many who has not opted out."""
        while (found := self.person(self.chance.randrange(people))) in self.gone:
            people += 1
        return found

    def stranger(self) -> str:
        """Anybody where it is."""
        return subscriber(self.region, self.chance.randrange(OWN))

    def call(self, ts: int, to: str, talk: int, ring: int = 8 * SECOND, *, caller: str = "", **fields: Any) -> None:  # noqa: ANN401 - fields of the contract
        """A call's attempt and its end, or the end alone."""
        leg = self._id()
        both: Record = {
            "account": self.name, "call": leg, "direction": fields.pop("direction", "outbound"),
            "from": caller or self.numbers[0], "to": to, "network": "pstn",
        }  # fmt: skip
        both |= {name: fields.pop(name) for name in ("campaign", "media", "access") if name in fields}
        seen: Record = {name: fields.pop(name) for name in ("verstat", "attest") if name in fields}
        if not self.ends_alone or "verstat" in seen:
            self._put("calls", ts, {"event": "attempt", "id": f"{leg}a", **both, **seen})
        end: Record = {"started": ts, "sip": 200 if talk else 487, "ring_ms": ring, "talk_ms": talk}
        end |= {"hangup": "callee" if talk and self.odds(0.5) else "caller", "bytes": talk * 16}
        self._put("calls", ts + ring + talk, {"event": "end", "id": f"{leg}e", **both, **end, **fields})

    def of_calls(self, event: str, ts: int, who: str) -> None:
        """A complaint or an opt-out of somebody who was called."""
        self._put("calls", ts, {"event": event, "id": self._id(), "account": self.name, "to": who})
        if event == "opt-out":
            self.gone.add(who)

    def text(self, ts: int, to: str, body: str, *, sender: str = "", status: str = "delivered", **fields: Any) -> str:  # noqa: ANN401 - fields of the contract
        """A message and what became of it; returns its id."""
        message = self._id()
        both = {"account": self.name, "message": message, "from": sender or self.numbers[0], "to": to}
        sent = {"body": body, "registered": True, "segments": 1 + len(body) // 160, "bytes": len(body)}
        self._put("sms", ts, {"event": "send", "id": f"{message}s", **both, **sent, **fields})
        self._put("sms", ts + 2 * SECOND, {"event": "status", "id": f"{message}d", **both, "status": status})
        return message

    def reply(self, ts: int, who: str, body: str, sender: str = "") -> None:
        """What a person writes back."""
        message = self._id()
        both = {"account": self.name, "message": message, "from": who, "to": sender or self.numbers[0]}
        self._put("sms", ts, {"event": "receive", "id": message, **both, "body": body})

    def opt_out(self, ts: int, who: str, sender: str = "") -> None:
        """A person has had enough of it."""
        self.reply(
            ts, who, "停止" if self.region.country == "JP" else self.chance.choice(("STOP", "Stop", "stop.")), sender
        )
        self.gone.add(who)

    def of_text(self, event: str, ts: int, message: str, who: str = "", sender: str = "") -> None:
        """A complaint about a message, or the code that was in it."""
        about = {"from": sender or self.numbers[0], "to": who} if event == "complaint" else {}
        record = {"event": event, "id": self._id(), "account": self.name, "message": message, **about}
        self._put("sms", ts, record)

    def mail(self, ts: int, to: str, body: str, outcome: str = "delivery", **fields: Any) -> str:  # noqa: ANN401 - fields of the contract
        """A mail and what became of it; returns its id."""
        message = self._id()
        both = {"account": self.name, "message": message}
        sent = {
            "mail_from": f"bounce@{self.domain}", "header_from": f"news@{self.domain}", "to": [to], "subject": "News",
            "body": body, "bytes": 20_000, "auth": {"spf": "pass", "dkim": "pass", "dmarc": "pass", "arc": "none"},
            "unsubscribe": "one-click",
        }  # fmt: skip
        self._put("email", ts, {"event": "send", "id": f"{message}s", **both, **sent, **fields})
        self.of_mail(outcome, ts + 3 * SECOND, message, to)
        return message

    def of_mail(self, event: str, ts: int, message: str, to: str) -> None:
        """What became of a mail for somebody, or what that person says of it."""
        hard = {"bounce": "hard", "code": "5.1.1"} if event == "bounce" else {}
        record = {"event": event, "id": self._id(), "account": self.name, "message": message, "to": to, **hard}
        self._put("email", ts, record)

    def transfer(self, ts: int, size: int) -> None:
        """Bytes that another service moved."""
        moved = {"service": "turn", "bytes_in": size // 3, "bytes_out": size - size // 3}
        self._put("usage", ts, {"event": "transfer", "id": self._id(), "account": self.name, **moved})

    def report(self, ts: int, kind: str, channel: str) -> None:
        """Somebody outside says that it is abusive: one of some feedback loops and carriers, none beyond doubt."""
        reporter, trust = self.chance.choice(
            (("fbl.example", 0.5), ("carrier-a.example", 0.4), ("carrier-b.example", 0.4), ("hotline.example", 0.3))
        )
        about = {"channel": channel, "kind": kind, "subject": self.numbers[0], "reporter": reporter, "trust": trust}
        self._put("reports", ts, {"id": self._id(), "account": self.name, **about})

    def later(self, least: int = MINUTE, most: int = 30 * MINUTE) -> int:
        """After how long somebody says something of what reached them."""
        return self.chance.randrange(least, most)

    def _id(self) -> str:
        self.serials += 1
        return f"{self.name}-{self.serials}"

    def _put(self, topic: str, ts: int, record: Record) -> None:
        self.records.append((ts, topic, orjson.dumps({"ts": ts} | record)))
