"""One account's legs, as attempts and ends, and what people say to them."""

import random
from math import ceil

from tests.oracle.hours import is_night
from tests.oracle.numbering import called
from tests.traffic.callees import Callees
from tests.traffic.manners import DAY, HOUR, MINUTE, SECOND, Manner
from tests.traffic.numbers import neighbor
from tests.traffic.people import calls_after, complaints, opt_outs
from tests.traffic.quirks import QUIRKS, Leg
from tests.traffic.releases import release
from tests.traffic.shown import Shown
from tests.traffic.signed import identity
from tests.traffic.telling import Delivered, Event, Telling

MAX_CALLS = (SECOND, 1_000.5, 20 * SECOND, MINUTE, HOUR, 4 * HOUR - 1, 4 * HOUR, DAY)  # for which a leg may last, ms
CAMPAIGNS = ("spring", "spring", "spring", "autumn", "", None)


class Caller:
    """An account that places legs, the numbers that it shows, and the people whom it calls."""

    def __init__(self, rng: random.Random, name: str, country: str | None) -> None:
        self._rng = rng
        self.name = name
        self.country = country
        self.max_call = rng.choice((*MAX_CALLS, *(None,) * len(MAX_CALLS)))  # None: the policy's
        self._span = 4 * HOUR if self.max_call is None else ceil(self.max_call)
        self.shown = Shown(rng, country)
        self._callees = Callees(rng, country, (self.shown.own, self.shown.lent, self.shown.verified))
        self._telling = Telling(name)
        self._opted_out: set[str] = set()

    def leg(self, ts: int, delay: int, manner: Manner) -> list[Delivered]:
        """A leg set up at `ts`, whose events arrive `delay` ms late, and what is said to it; in no order."""
        rng = self._rng
        who = self._callees.next(manner)
        if who in self._opted_out and not manner.deaf:
            who = self._callees.stranger(manner)
        told = self._told(ts, delay, manner, who)
        if rng.random() < manner.complaints:
            told += complaints(rng, self._telling, self._somebody(who, manner), ts)
        if rng.random() < manner.opt_outs:
            somebody = self._somebody(who, manner)
            self._opted_out.add(somebody)
            said = opt_outs(rng, self._telling, self._callees.written(somebody, manner), ts)
            told += said
            if rng.random() < manner.deaf:
                for start, late in calls_after(rng, said):
                    told += self._told(start, late, manner, somebody)
        return told

    def _somebody(self, who: str, manner: Manner) -> str:
        """Who was called, mostly."""
        return who if self._rng.random() < 0.85 else self._callees.stranger(manner)

    def _told(self, ts: int, delay: int, manner: Manner, who: str) -> list[Delivered]:
        """What is told of one leg: its attempt, its end, or both, and more if it is odd."""
        rng, telling = self._rng, self._telling
        attempt = self._attempt(ts, manner, self._callees.written(who, manner))
        both = {key: value for key, value in attempt.items() if key != "attest"}
        end = telling.again(both | release(rng, manner, ts))
        if not manner.night and end.get("dialer") and is_night(called(end["to"]), ts):
            end["dialer"] = False
        if attempt.get("media") == "fax" and ts % 3 == 0:
            attempt["media"] = (
                "voice"  # with T.38 a call becomes a fax once it is up; odd ones are told by their attempt
            )
        leg = Leg(rng, telling, attempt, end, delay, self._span if rng.random() < 0.9 else 4 * HOUR)
        attempts = rng.random() < manner.attempts
        ends = rng.random() < manner.ends or not attempts
        told = leg.told() if attempts else [telling.delivered(end["ts"] + delay, end)]
        if rng.random() < manner.odd:
            told = rng.choice(QUIRKS)(leg)
        seen = {"attempt": attempts, "end": ends, "complaint": True}
        return [delivered for delivered in told if seen[delivered.event["event"]]] or told

    def _attempt(self, ts: int, manner: Manner, to: str) -> Event:
        rng = self._rng
        event = self._telling.event(ts, "attempt")
        event["call"] = self._telling.call()
        event["direction"] = self._direction(manner)
        event["from"] = self.shown.next(manner)
        event["to"] = to
        if manner.neighbors and rng.random() < manner.neighbors:
            event["from"] = neighbor(rng, to)
        event |= self._line(manner)
        if rng.random() < manner.failed:
            event["verstat"] = rng.choice(("TN-Validation-Failed", "TN-Validation-Failed-A"))
        elif rng.random() < 0.5:
            event["verstat"] = rng.choice((None, "TN-Validation-Passed", "TN-Validation-Passed-C", "No-TN-Validation"))
        if rng.random() < 0.5:
            event["attest"] = rng.choice(("A", "B", "C", None))
        if rng.random() < manner.campaign:
            event["campaign"] = rng.choice(CAMPAIGNS)
        if manner.signed:
            event |= {
                "identity": identity(rng, event, manner.missigned),
                "pai": rng.choice((None, None, self.shown.own)),
            }
        return event

    def _direction(self, manner: Manner) -> str:
        if self._rng.random() < manner.outbound:
            return "outbound"
        return "inbound" if self._rng.random() < manner.inbound else "forward"

    def _line(self, manner: Manner) -> Event:
        rng = self._rng
        line: Event = {"network": rng.choice(manner.carriers)}
        if line["network"] is None and rng.random() < 0.5:
            del line["network"]
        if rng.random() < manner.trunk:
            line["access"] = "sip-trunk"
        if rng.random() < manner.fax:
            line |= {"media": "fax", "access": rng.choice(("sip-trunk", "api", None))}
        return line
