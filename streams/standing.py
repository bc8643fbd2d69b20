"""Account facts as tables that kernels read: whose number a caller ID is, and which limits hold when."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.emergency import UNKNOWN_COUNTRY, emergency_table
from detectors.standing import FACTS, HOLDING, SEGMENT
from streams.events import AccountRecord, DatedLimit, DeclaredEvent, HeldNumber

FOREVER = np.iinfo(np.int64).max
Table = NDArray[Any]
Sources = tuple[tuple[str, str], ...]  # limit name, id of the declared event that gives it


def extended(table: Table, needed: int) -> Table:
    """The table, or a larger copy of it, with room for `needed` rows."""
    if needed <= len(table):
        return table
    larger = np.zeros(max(needed, 2 * len(table)), table.dtype)
    larger[: len(table)] = table
    return larger


def in_force(start: int, until: int | None, ts: int) -> bool:
    """Whether start ≤ ts < until."""
    return start <= ts and (until is None or ts < until)


class Standing:
    """The facts of a shard's accounts, by slot. `digits` gives what columns have for a number's text."""

    def __init__(self, defaults: Mapping[str, float], limits: np.dtype[Any], digits: Any) -> None:  # noqa: ANN401 - Reader.number
        self.defaults, self.digits = dict(defaults), digits
        self.facts = np.zeros(1024, FACTS)
        self.holdings = np.zeros(1024, HOLDING)
        self.segments = np.zeros(1024, SEGMENT)
        self.limits = np.zeros(16, limits)
        self.names = tuple(name for name in self.limits.dtype.names or () if name in self.defaults)
        self.countries, self.emergency = emergency_table()
        self.sources: list[Sources] = [()]  # by SEGMENT.declared
        self.used_holdings = 0
        self.used_segments = 1  # the first is everybody's of whom nothing is known
        self.rows: dict[tuple[float, ...], int] = {}
        self.row_of(self.defaults)

    def add(self, slot: int) -> None:
        """Makes room for an account of which nothing is known yet."""
        self.facts = extended(self.facts, slot + 1)
        self.facts[slot] = (0, UNKNOWN_COUNTRY, 0, 0, 0, 1)

    def apply(self, slot: int, record: AccountRecord | None) -> None:
        """Judges the account by this record from now on."""
        if record is None:
            self.add(slot)
            return
        held = sorted(self.holding(number) for number in [*(record.numbers or ()), *(record.caller_ids or ())])
        at = self.used_holdings
        self.holdings = extended(self.holdings, at + len(held))
        for i, row in enumerate(held, at):
            self.holdings[i] = row
        self.used_holdings += len(held)
        segments = self.timeline(record)
        first = self.used_segments
        self.segments = extended(self.segments, first + len(segments))
        for i, segment in enumerate(segments, first):
            self.segments[i] = segment
        self.used_segments += len(segments)
        country = self.countries.get((record.country or "").upper(), UNKNOWN_COUNTRY)
        self.facts[slot] = (1, country, at, len(held), first, len(segments))

    def holding(self, number: HeldNumber) -> tuple[int, int, int]:
        """One number and the time for which it may be shown."""
        return self.digits(number.number), number.from_, FOREVER if number.until is None else number.until

    def timeline(self, record: AccountRecord) -> list[tuple[int, int, int, int]]:
        """The segments in which the account's limits stay the same, the first from the beginning of time on."""
        agreed = [event for event in record.declared or () if event.status == "agreed"]
        dated = [d for values in (record.limits or {}).values() if isinstance(values, list) for d in values]
        cuts: set[int] = {0}
        facts: list[DeclaredEvent | DatedLimit] = [*agreed, *dated]
        for fact in facts:
            cuts.add(fact.from_)
            if fact.until is not None:
                cuts.add(max(fact.until, 0))
        return [self.segment(record, agreed, cut) for cut in sorted(cuts)]

    def segment(self, record: AccountRecord, agreed: list[DeclaredEvent], ts: int) -> tuple[int, int, int, int]:
        """What holds from `ts` on: declared limits replace the account's, and of several the highest."""
        ordinary = dict(self.defaults)
        for name, given in (record.limits or {}).items():
            if name in ordinary:
                ordinary[name] = value_at(given, ts, ordinary[name])
        declared: dict[str, tuple[float, str]] = {}
        for event in agreed:
            if in_force(event.from_, event.until, ts):
                for name, value in (event.limits or {}).items():
                    if name in ordinary and value > declared.get(name, (-1.0, ""))[0]:
                        declared[name] = value, event.id
        effective = ordinary | {name: value for name, (value, _) in declared.items()}
        sources = tuple(sorted((name, event) for name, (_, event) in declared.items()))
        if sources not in self.sources:
            self.sources.append(sources)
        return ts, self.row_of(effective), self.row_of(ordinary), self.sources.index(sources)

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
        segments = self.segments[fact["segments_at"] : fact["segments_at"] + fact["segments"]]
        segment = segments[max(int(np.searchsorted(segments["start"], ts, side="right")) - 1, 0)]
        row = self.limits[segment["ordinary" if ordinary else "limits"]]
        return {name: float(row[name]) for name in self.names}, dict(self.sources[segment["declared"]])


def value_at(given: float | list[DatedLimit], ts: int, missing: float) -> float:
    """The value of a limit at a time: of several that are in force, the one listed last."""
    if not isinstance(given, list):
        return given
    return next((dated.value for dated in reversed(given) if in_force(dated.from_, dated.until, ts)), missing)
