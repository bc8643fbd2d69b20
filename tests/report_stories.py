"""Stories of what others report about an account, in a few words, as `tests.stories` tells of calls.

    account().reports(3).each(kind="spam", trust=0.4).judge("report.spam")

Unless the story says otherwise, one reporter after the other reports spam every ten minutes, each trusted with 0.4.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, ClassVar, TypedDict, Unpack, cast

from detectors.reports import KINDS
from tests.stories import HELD, Story, Varying
from tests.story_calls import START, Duration, Record, ms


class Traits(TypedDict, total=False):
    """What reports are like. A `Varying` may stand for any of them."""

    kind: str | Varying | None
    trust: float | Varying | None
    reporter: str | Varying | None
    subject: str | Varying | None
    detail: str | Varying | None


@dataclass(frozen=True)
class ReportPhase:
    """Reports of one manner. `times` are ms after START."""

    times: tuple[int, ...]
    traits: dict[str, Any]

    def events(self, account: str, before: int) -> Iterator[tuple[int, Record]]:
        """Each report and when it arrives, ms after START."""
        for i, (time, arrival) in enumerate(zip(self.times, accumulate(self.times, max), strict=True)):
            given = {name: value.of(i) if isinstance(value, Varying) else value for name, value in self.traits.items()}
            usual = {"kind": "spam", "trust": 0.4, "reporter": f"reporter {before + i}", "subject": f"+1415555{i:04}"}
            yield arrival, {"id": f"report-{before + i + 1}", "account": account, "ts": START + time, **usual, **given}


@dataclass(frozen=True)
class Accused(Story):
    """What is said of one account."""

    stream: ClassVar[str] = "reports"

    def reports(self, count: int, every: Duration = "10m") -> "Accused":
        """Reports, the first one now."""
        times = tuple(self.clock + i * ms(every) for i in range(count))
        return cast("Accused", self.then(ReportPhase(times, {}), count * ms(every)))

    def each(self, **traits: Unpack[Traits]) -> "Accused":  # type: ignore[override]  # reports have others
        """What the last phase's reports are like."""
        return cast("Accused", super().each(**cast("Any", traits)))

    def pause(self, duration: Duration) -> "Accused":
        """Nothing happens for a while."""
        return cast("Accused", super().pause(duration))


def account(name: str = "acme", **facts: object) -> Accused:
    """An account of which the platform has a record, with the contract's fields."""
    return Accused(name, {"account": name, "country": "US", "numbers": [{"number": HELD}], **facts})


def random_reports(seed: int, events: int, accounts: int, profile: str) -> tuple[list[Record], list[Record]]:
    """Reports about some accounts in some weeks, by time; about `honest` ones by two, who are not trusted much."""
    rng = random.Random(seed)
    people = [account(f"account {i}") for i in range(accounts)]
    made, ts = list[Record](), START
    for i in range(events):
        ts += rng.randrange(1, 600_000)
        reporter = rng.randrange(2 if profile == "honest" else 12)
        trust = round(rng.uniform(0, 0.49 if profile == "honest" else 1), rng.randrange(1, 9))
        said = {"kind": rng.choice([*KINDS, None]), "reporter": rng.choice([f"r{reporter}", f"r{reporter}", None])}
        if profile == "honest" and said["reporter"] is None:
            said["reporter"] = "r1"
        late = rng.choice([0, 0, 0, ms("1d"), ms("8d")])
        made.append({"id": f"e{i}", "account": rng.choice(people).name, "ts": ts - late, "trust": trust, **said})
    return [record for person in people for record in person.records], made
