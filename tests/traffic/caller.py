"""One account's legs, as attempts and ends."""

import random
from typing import Any, NamedTuple

from tests.traffic.manners import SECOND, Manner

Event = dict[str, Any]

SHORT_NUMBERS = ("911", "112", "110", "118", "119", "999")
LOOKALIKES = ("+911", "+112", "9110", "0911")  # none of them reaches an emergency service
NAMELESS = ("anonymous", "Anonymous", "ANONYMOUS", "sip:desk@pbx.example", "sips:desk@pbx.example")
BROKEN = (
    "+19115550100",
    "+11235550100",
    "+1000",
    "12",
    "",
    "+",
    "13125550100",
    "+1 312 555 0100",
    "tel:+13125550100",
    "+8112",
    "+999123456",
    "+4412",
    "unknown",
    "911",
    "+1234567890123456",
    "+１３１２５５５０１００",
)
ELSEWHERE = ("+442079460000", "+33142685300", "+12125550123", "+13125550199", "+81312345678")
AREAS = ("212", "415", "312", "617", "206", "404", "713", "303", "503", "602")
CAMPAIGNS = ("spring", "spring", "spring", "autumn", None)
CARRIERS = ("pstn", "pstn", "pstn", None, "sip", "app", "video")


class Delivered(NamedTuple):
    """An event and when it arrives, ms; earlier made wins a tie."""

    at: int
    made: int
    event: Event


class Caller:
    """An account that places legs, and the numbers that it holds, holds for a time, or has verified."""

    def __init__(self, rng: random.Random, name: str, country: str | None) -> None:
        self._rng = rng
        self.name = name
        self.country = country
        self.own = self._number()
        self.lent = self._number()
        self.verified = self._number()
        self._made = 0

    def leg(self, ts: int, delay: int, manner: Manner) -> list[Delivered]:
        """A leg set up at `ts` whose events arrive `delay` ms late: its attempt and, if it was seen, its end."""
        rng = self._rng
        legs = [self._attempt(ts, delay, manner)]
        if rng.random() < manner.ends:
            legs.append(self._end(legs[0], manner))
        elif rng.random() < 0.02:
            what = rng.choice(("complaint", "opt-out"))
            legs.append(self._made_at(ts + delay, {**self._any(ts, what), "to": self._number()}))
        return legs

    def _attempt(self, ts: int, delay: int, manner: Manner) -> Delivered:
        rng = self._rng
        event = self._any(ts, "attempt")
        event["call"] = f"{event['id']}-leg"
        event["direction"] = "outbound" if rng.random() < manner.outbound else rng.choice(("inbound", "forward"))
        event["from"] = self._from(manner)
        event["to"] = self._to(manner)
        event |= self._line()
        if rng.random() < manner.failed:
            event["verstat"] = rng.choice(("TN-Validation-Failed", "TN-Validation-Failed-A"))
        elif rng.random() < 0.5:
            event["verstat"] = rng.choice((None, "TN-Validation-Passed", "TN-Validation-Passed-C", "No-TN-Validation"))
        if rng.random() < 0.5:
            event["attest"] = rng.choice(("A", "B", "C", None))
        if rng.random() < manner.campaign:
            event["campaign"] = rng.choice(CAMPAIGNS)
        return self._made_at(ts + delay, event)

    def _end(self, attempt: Delivered, manner: Manner) -> Delivered:
        rng = self._rng
        started = attempt.event["ts"]
        ring = rng.choice((None, 0, 3_000, 8_000, 14_999, 15_000))
        talk = self._talk(manner) if rng.random() < manner.answered else 0
        event = {key: value for key, value in attempt.event.items() if key not in {"verstat", "attest"}}
        event |= self._any(started + (ring or 0) + talk, "end")
        event |= {
            "started": started,
            "ring_ms": ring,
            "talk_ms": talk,
            "hangup": rng.choice(("caller", "callee", None)),
        }
        if talk:
            event |= {"answered_by": rng.choice(("human",) * 12 + ("machine", "fax", None)), "sip": 200}
            if rng.random() < manner.dropped:
                event["hangup"] = "network"
            if rng.random() < manner.dialer:
                event |= self._dialer(manner)
        elif rng.random() < manner.early:
            event["hangup"] = "caller"
        else:
            event |= {"ring_ms": rng.choice((15_001, 20_000)), "sip": 487}
        return self._made_at(max(event["ts"], attempt.at), event)

    def _dialer(self, manner: Manner) -> Event:
        rng = self._rng
        event: Event = {"dialer": True}
        luck = rng.random()
        if luck < manner.abandoned:
            agent, greeting = rng.choice(((None, None), (None, 500), (4_001, None), (2_001, 0), (9_000, 6_999)))
        elif luck < manner.abandoned + manner.unsure:
            agent, greeting = rng.choice(((2_001, None), (3_000, None), (4_000, None)))
        else:
            agent, greeting = rng.choice(((900, None), (2_000, None), (2_000, 0), (8_000, 6_000), (0, 0)))
        event |= {"agent_ms": agent, "greeting_ms": greeting}
        if rng.random() < 0.1:
            event["treatment"] = rng.choice(("agent", "message", None))
        return event

    def _talk(self, manner: Manner) -> int:
        short = self._rng.random() < manner.short
        return self._rng.choice((1, 3_000, 5_999, 6_000) if short else (6_001, 30 * SECOND, 90 * SECOND, 600 * SECOND))

    def _from(self, manner: Manner) -> str:
        rng = self._rng
        luck = rng.random()
        if luck < manner.unowned:
            return rng.choice(ELSEWHERE) if rng.random() < 0.3 else self._number()
        if luck < manner.unowned + manner.invalid:
            return rng.choice(BROKEN)
        if luck > 1 - manner.other:
            return rng.choice((*NAMELESS, self.lent, self.lent, self.verified, self.verified))
        return self.own

    def _to(self, manner: Manner) -> str:
        if self._rng.random() < manner.emergency:
            return self._rng.choice(SHORT_NUMBERS + LOOKALIKES)
        return self._number()

    def _line(self) -> Event:
        line: Event = {"network": self._rng.choice(CARRIERS)}
        if line["network"] is None and self._rng.random() < 0.5:
            del line["network"]
        if self._rng.random() < 0.05:
            line |= {"media": "fax", "access": "sip-trunk"}
        return line

    def _number(self) -> str:
        rng = self._rng
        if self.country == "JP":
            return f"+8190{rng.randrange(10_000_000, 100_000_000)}"
        return f"+1{rng.choice(AREAS)}{rng.randrange(220, 310)}{rng.randrange(10_000):04d}"

    def _any(self, ts: int, event: str) -> Event:
        self._made += 1
        return {"id": f"{self.name}-{self._made}", "account": self.name, "ts": ts, "event": event}

    def _made_at(self, at: int, event: Event) -> Delivered:
        return Delivered(at, self._made, event)
