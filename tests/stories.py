"""Stories of what an account does, in a few words, judged by what runs: JSON records through the shard.

    account().calls(300).each(ring="4s", given_up=one_in(3)).judge("voice.early-hangups")

Unless the story says otherwise, an account of the United States holds one number and calls from it, every ten seconds
another person, who answers after 8 seconds and hangs up after a minute. People have numbers in the order in which they
are called, and complain or opt out in that order:

    account().calls(200).complaints(12).judge("voice.unwanted")

Every story begins at `START`, a border of every pane of every window. A story is a value: each step returns a longer
one, so a test may go on from a common part. What calls can be like is listed in `tests.story_calls.Traits`.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Unpack

import msgspec

from detectors.evidence import Evidence
from detectors.policy import Policy, load
from streams.facts import Accounts
from streams.installation import Installation
from streams.number_lists import DO_NOT_ORIGINATE, PREMIUM, NumberList
from streams.raw import RawBatch
from streams.records import Alert
from streams.shard import Shard
from streams.stream import STREAMS
from tests.story_calls import (
    FOREIGN,
    HELD,
    START,
    Duration,
    Phase,
    Record,
    Traits,
    Varying,
    What,
    counting,
    first,
    in_turn,
    ms,
    one_in,
)

__all__ = [
    "CALLED_FROM_FOR_A_MINUTE",
    "FOREIGN",
    "HELD",
    "LISTED",
    "NOT_CALLED_FROM",
    "START",
    "Found",
    "Record",
    "Story",
    "Varying",
    "account",
    "counting",
    "dates",
    "first",
    "in_turn",
    "ms",
    "one_in",
    "opened",
    "stranger",
    "told",
]

POLICY = load()
LISTED = "e1" * 32  # the SHA-256 of what is known to be malware
NOT_CALLED_FROM = "+18005550100"  # a number on the do-not-originate list, the whole time
CALLED_FROM_FOR_A_MINUTE = "+18885550100"  # all of +1888555 are on it after that


@dataclass(frozen=True)
class Found:
    """What a detector said of a story: false where that is nothing."""

    alerts: tuple[Alert, ...]

    def __bool__(self) -> bool:
        return bool(self.alerts)

    @property
    def last(self) -> Alert:
        """The alert that came last, which has the highest level of its event."""
        assert self.alerts, "the story was judged, and nothing was found"
        return self.alerts[-1]

    @property
    def level(self) -> int:
        """Of the last alert."""
        return self.last.level

    @property
    def levels(self) -> list[int]:
        """Of all alerts, in their order."""
        return [alert.level for alert in self.alerts]

    @property
    def at(self) -> list[int]:
        """What crossed, by its place: the first call, or the first that is said of one, being 1."""
        return [int((alert.crossing or "").rpartition("-")[2]) for alert in self.alerts]

    @property
    def evidence(self) -> dict[str, Evidence]:
        """Of the last alert, by metric."""
        return {evidence.metric: evidence for evidence in self.last.evidence}

    @property
    def scope(self) -> tuple[str, str]:
        """What would have to be blocked, of the last alert: its kind and value."""
        return self.last.to_block.kind, self.last.to_block.value


@dataclass(frozen=True)
class Story:
    """What one account did, and what the platform knows of it (`record`; None: nothing)."""

    stream: ClassVar[str] = "calls"

    name: str
    record: Record | None
    phases: tuple[Any, ...] = ()
    clock: int = 0  # ms after START, when the next phase begins

    def calls(self, count: int, every: Duration = "10s") -> "Story":
        """Calls with both their events, the first one now."""
        return self._then("calls", count, ms(every))

    def attempts(self, count: int, every: Duration = "10s") -> "Story":
        """Calls of which only the set-up is seen."""
        return self._then("attempts", count, ms(every))

    def ends(self, count: int, every: Duration = "10s") -> "Story":
        """Calls known from their call-detail record alone, each released now; it was set up before, by its traits."""
        return self._then("ends", count, ms(every))

    def complaints(self, count: int, every: Duration = "10s") -> "Story":
        """People complain of calls: as usual the first who were called."""
        return self._then("complaints", count, ms(every))

    def opt_outs(self, count: int, every: Duration = "10s") -> "Story":
        """People want no more calls: as usual the first who were called."""
        return self._then("opt-outs", count, ms(every))

    def at(self, *times: Duration) -> "Story":
        """When each of the last phase's calls happened, after START; they arrive in this order, late or not."""
        moments = tuple(map(ms, times))
        assert len(moments) == len(self.phases[-1].times), "as many times as calls"
        return self._retold(replace(self.phases[-1], times=moments), max(moments))

    def each(self, **traits: Unpack[Traits]) -> "Story":
        """What the last phase's calls are like."""
        last = self.phases[-1]
        return self._retold(replace(last, traits={**last.traits, **traits}), self.clock)

    def pause(self, duration: Duration) -> "Story":
        """Nothing happens for a while, from when the next call would have come."""
        return replace(self, clock=self.clock + ms(duration))

    def of(self, name: str) -> "Story":
        """The same, of another account."""
        return replace(self, name=name, record=self.record and {**self.record, "account": name})

    def knowing(self, **facts: object) -> "Story":
        """The same, where the account's record says this too."""
        return replace(self, record={**(self.record or {"account": self.name}), **facts})

    @property
    def records(self) -> list[Record]:
        """What the platform knows of the account, as records of `accounts`."""
        return [self.record] if self.record else []

    @property
    def events(self) -> list[Record]:
        """All events in the order they arrive."""
        arrivals: list[tuple[int, Record]] = []
        told = 0
        for phase in self.phases:
            arrivals += phase.events(self.name, told)
            told += len(phase.times)
        return [event for _, event in sorted(arrivals, key=lambda arrival: arrival[0])]

    def judge(self, detector: str) -> Found:
        """What one detector, by its id, says of it."""
        return Found(tuple(a for a in told(opened(self.stream, self.records), self.events) if a.detector == detector))

    def _then(self, what: What, count: int, every: int) -> "Story":
        times = tuple(self.clock + i * every for i in range(count))
        return self.then(Phase(what, times, {}), count * every)

    def then(self, phase: Any, duration: int) -> "Story":  # noqa: ANN401 - of calls or of messages
        """What happens next, for so many ms."""
        return replace(self, phases=(*self.phases, phase), clock=self.clock + duration)

    def _retold(self, phase: Any, clock: int) -> "Story":  # noqa: ANN401 - as above
        return replace(self, phases=(*self.phases[:-1], phase), clock=clock)


def account(name: str = "acme", **facts: object) -> Story:
    """An account of which the platform has a record, with the contract's fields."""
    return Story(name, {"account": name, "country": "US", "numbers": [{"number": HELD}], **facts})


def stranger(name: str = "acme") -> Story:
    """An account of which the platform has no record."""
    return Story(name, None)


def dates(since: Duration, until: Duration | None = None) -> Record:
    """`from` and `until` of a fact, after START."""
    return {"from": START + ms(since), "until": None if until is None else START + ms(until)}


def opened(stream: str, records: list[Record], policy: Policy = POLICY) -> Shard:
    """A shard of a stream that knows what the records say of accounts."""
    accounts = Accounts()
    values = [msgspec.json.encode(record) for record in records]
    dead = accounts.feed(RawBatch("accounts", 0, range(len(values)), values))
    assert not dead, f"not a record by the contract: {dead[0].error}"
    return Shard(STREAMS[stream], policy, accounts, installation=installation())


def installation() -> Installation:
    """One with lists."""
    later = datetime.fromtimestamp(START // 1000 + 60, UTC)
    unwanted = NumberList(DO_NOT_ORIGINATE, lines=[NOT_CALLED_FROM, f"+1888555* from {later.isoformat()}"])
    premium = NumberList(PREMIUM, lines=["+1900555*"])
    return Installation(malware=frozenset({LISTED}), do_not_originate=unwanted, premium=premium)


def told(shard: Shard, events: list[Record], batch: int = 100_000) -> list[Alert]:
    """All alerts, of all detectors of the shard, to events that it reads `batch` at a time."""
    alerts: list[Alert] = []
    values = [msgspec.json.encode(event) for event in events]
    for begin in range(0, len(values), batch):
        part = values[begin : begin + batch]
        fed = shard.feed(RawBatch(shard.stream.name, 0, range(begin, begin + len(part)), part))
        assert not fed.dead, f"not a record by the contract: {fed.dead[0].error}"
        alerts += fed.alerts
    return alerts
