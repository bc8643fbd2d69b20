"""Account facts as tables that kernels read: whose number a caller ID is, and which limits hold when."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.emergency import UNKNOWN_COUNTRY, emergency_table
from detectors.spans import HOUR
from detectors.standing import FACTS, HOLDING, SEGMENT, USES
from streams.events import AccountRecord, HeldNumber
from streams.limits import boundaries, limits_at, totalled

FOREVER = np.iinfo(np.int64).max
Fact = tuple[int, int, int, int, int, int, int, int, int]
NOTHING_KNOWN: Fact = (0, 0, UNKNOWN_COUNTRY, 0, 0, 0, 1, FOREVER, 0)  # a row of FACTS: the segment that everybody has
GRACE = HOUR  # until a suspension has reached all that carries traffic
SPARE = 4096  # rows that may lie idle before the tables are made anew
Table = NDArray[Any]
Sources = tuple[tuple[str, str], ...]  # limit name, id of the declared event that gives it


def extended(table: Table, needed: int) -> Table:
    """The table, or a larger copy of it, with room for `needed` rows."""
    if needed <= len(table):
        return table
    larger = np.zeros(max(needed, 2 * len(table)), table.dtype)
    larger[: len(table)] = table
    return larger


def barred_from(record: AccountRecord) -> int:
    """The time after which an account that is suspended or terminated should have no traffic; else there is none."""
    if record.status not in {"suspended", "terminated"} or record.status_from is None:
        return FOREVER
    return min(max(record.status_from + GRACE, 0), FOREVER)


class Pool:
    """Rows of many accounts one after the other, which those of newer records are put behind."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.rows = np.zeros(1024, dtype)
        self.used = 0

    def keep(self, rows: Sequence[tuple[int, ...]] | Table) -> int:
        """Appends rows and returns where they begin."""
        at, self.used = self.used, self.used + len(rows)
        self.rows = extended(self.rows, self.used)
        self.rows[at : self.used] = rows
        return at


class Standing:
    """The facts of a shard's accounts, by slot.

    `digits` gives what columns have for a number's text, `held` what an account may show in `from`.
    """

    def __init__(
        self,
        defaults: Mapping[str, float],
        limits: np.dtype[Any],
        digits: Callable[[str], int],
        held: Callable[[AccountRecord], list[HeldNumber]],
    ) -> None:
        self.defaults, self.digits, self.held_by = dict(defaults), digits, held
        self.nothing: Fact = (*NOTHING_KNOWN[:-1], int(totalled(None, self.defaults)))
        self.facts = np.zeros(1024, FACTS)
        self.held, self.timed = Pool(HOLDING), Pool(SEGMENT)
        self.live = 0  # rows of the two that accounts use; the shared first one counts for each that uses it
        self.limits = np.zeros(16, limits)
        self.names = tuple(name for name in self.limits.dtype.names or () if name in self.defaults)
        self.countries, self.emergency = emergency_table()
        self.sources: list[Sources] = [()]  # by SEGMENT.declared
        self.rows: dict[tuple[float, ...], int] = {}
        ordinary = self.row_of(self.defaults)
        self.timed.keep([(0, ordinary, ordinary, 0)])  # everybody's of whom nothing is known

    @property
    def bytes(self) -> int:
        """How large the tables are."""
        return sum(table.nbytes for table in (self.facts, self.held.rows, self.timed.rows, self.limits))

    def add(self, start: int, stop: int) -> None:
        """Makes room for accounts of which nothing is known yet, in the slots from `start` to `stop`."""
        self.facts = extended(self.facts, stop)
        self.facts[start:stop] = self.nothing
        self.live += stop - start

    def apply(self, slot: int, record: AccountRecord | None) -> None:
        """Judges the account by this record from now on."""
        if record is None:
            self.set(slot, self.nothing)
            return
        if self.held.used + self.timed.used > 2 * self.live + SPARE:
            self.compact()
        held = sorted(map(self.holding, self.held_by(record)))
        segments = self.timeline(record)
        country = self.countries.get((record.country or "").upper(), UNKNOWN_COUNTRY)
        use = 1 + USES.index(record.use) if record.use else 0
        places = (self.held.keep(held), len(held), self.timed.keep(segments), len(segments))
        self.set(slot, (1, use, country, *places, barred_from(record), int(totalled(record, self.defaults))))

    def set(self, slot: int, fact: Fact) -> None:
        """Replaces the facts of an account."""
        row = self.facts[slot]
        self.live -= int(row["held"]) + int(row["segments"])
        self.facts[slot] = fact
        self.live += int(row["held"]) + int(row["segments"])

    def compact(self) -> None:
        """Drops the rows that newer records have left behind."""
        held, timed, facts = self.held, self.timed, self.facts
        self.held, self.timed = Pool(HOLDING), Pool(SEGMENT)
        self.timed.keep(timed.rows[:1])
        for slot in np.flatnonzero(facts["known"]).tolist():
            _, _, _, at, n, first, m, *_ = facts[slot].item()
            facts["held_at"][slot] = self.held.keep(held.rows[at : at + n])
            facts["segments_at"][slot] = self.timed.keep(timed.rows[first : first + m])

    def holding(self, number: HeldNumber) -> tuple[int, int, int]:
        """One number and the time for which it may be shown."""
        return self.digits(number.number), number.from_ or 0, FOREVER if number.until is None else number.until

    def timeline(self, record: AccountRecord) -> list[tuple[int, int, int, int]]:
        """The segments in which the account's limits stay the same, the first from the beginning of time on."""
        return [self.segment(record, cut) for cut in boundaries(record)]

    def segment(self, record: AccountRecord, ts: int) -> tuple[int, int, int, int]:
        """What holds from `ts` on."""
        limits = limits_at(record, ts, self.defaults)
        sources = tuple(sorted(limits.sources.items()))
        if sources not in self.sources:
            self.sources.append(sources)
        return ts, self.row_of(limits.effective), self.row_of(limits.ordinary), self.sources.index(sources)

    def numbers_of(self, slot: int, ts: int) -> list[int]:
        """The digits of the numbers that the account holds or has verified at a time, each once."""
        fact = self.facts[slot]
        rows = self.held.rows[fact["held_at"] : fact["held_at"] + fact["held"]]
        held = rows["number"][(rows["start"] <= ts) & (ts < rows["until"])]
        return sorted({int(number) for number in held if number > 0})

    def holdings(self, slot: int) -> Iterator[tuple[int, int, int]]:
        """What the account may show, as columns have it, and from when until when."""
        fact = self.facts[slot]
        yield from self.held.rows[fact["held_at"] : fact["held_at"] + fact["held"]].tolist()

    def row_of(self, limits: Mapping[str, float]) -> int:
        """The row of a set of limits, which accounts with the same limits share."""
        values = tuple(limits[name] for name in self.names)
        if values not in self.rows:
            row = self.rows[values] = len(self.rows)
            self.limits = extended(self.limits, row + 1)
            for name, value in zip(self.names, values, strict=True):
                self.limits[name][row] = value
        return self.rows[values]

    def limits_for(self, slot: int, ts: int, *, ordinary: bool) -> tuple[dict[str, float], dict[str, str]]:
        """An account's limits at a time by name, with or without declared events, and which of these give them."""
        fact = self.facts[slot]
        segments = self.timed.rows[fact["segments_at"] : fact["segments_at"] + fact["segments"]]
        segment = segments[max(int(np.searchsorted(segments["start"], ts, side="right")) - 1, 0)]
        row = self.limits[segment["ordinary" if ordinary else "limits"]]
        return {name: float(row[name]) for name in self.names}, dict(self.sources[segment["declared"]])
