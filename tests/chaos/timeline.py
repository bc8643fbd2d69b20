"""What happened when, how long it took to get over it, and which fault a difference is put down to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tests.chaos.compare import CHANGED, DISORDERED, DOUBLED, FOREIGN, LOST, Difference
from tests.chaos.schedule import ZOMBIE

Offsets = Mapping[tuple[str, int], int]
NO_FAULT = "before any"
AFTERMATH = 6.0  # seconds after it wakes up in which a zombie may still send what others have sent


class Happened:
    """A fault that happened, in Unix seconds. It is over at `until`, and got over at `recovered`, None: not yet."""

    def __init__(self, kind: str, at: float) -> None:
        self.kind, self.at = kind, at
        self.until = at
        self.recovered: float | None = None
        self._there: Offsets | None = None  # what was on the topics when it happened, as soon as that could be asked

    def __str__(self) -> str:
        took = "never" if self.took is None else f"{self.took:.1f} s"
        return f"{datetime.fromtimestamp(self.at, UTC):%H:%M:%S} {self.kind}, got over within {took}"

    def look(self, now: float, ends: Offsets, committed: Offsets) -> None:
        """Notes whether all that was there when it happened has been judged and committed by now."""
        if self._there is None:
            self._there = {place: end for place, end in ends.items() if end}
        elif self.recovered is None and all(committed.get(place, 0) >= end for place, end in self._there.items()):
            self.recovered = now

    @property
    def took(self) -> float | None:
        """Seconds until it was got over."""
        return None if self.recovered is None else self.recovered - self.at


def blamed(happened: Iterable[Happened], difference: Difference) -> str:
    """The kind of fault that a difference is put down to: a zombie that could have done it, else the latest."""
    before = [one for one in happened if one.at <= difference.at]
    zombies = [one for one in before if one.kind == ZOMBIE and difference.at <= one.until + AFTERMATH]
    if difference.what == DOUBLED and zombies:
        return ZOMBIE
    return max(before, key=lambda one: one.at).kind if before else NO_FAULT


def table(happened: list[Happened], differences: list[Difference]) -> list[str]:
    """Lines of a table: a row for each kind of fault that happened, and for what came before any."""
    columns = (LOST, FOREIGN, CHANGED, DOUBLED, DISORDERED)
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for difference in differences:
        rows[blamed(happened, difference)][difference.what] += 1
    lines = [
        f"| fault | times | {' | '.join(columns)} | got over within |",
        "| --- | ---: |" + " ---: |" * (len(columns) + 1),
    ]
    times = Counter(one.kind for one in happened)
    for kind in [*sorted(times), *sorted(rows.keys() - times.keys())]:
        took = [one.took for one in happened if one.kind == kind]
        known = [seconds for seconds in took if seconds is not None]
        longest = "never" if len(known) < len(took) else f"{max(known):.1f} s" if known else ""
        counts = " | ".join(str(rows[kind][what]) for what in columns)
        lines.append(f"| {kind} | {times[kind]} | {counts} | {longest} |")
    return lines
