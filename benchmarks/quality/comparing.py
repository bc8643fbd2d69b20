"""The same traffic judged in other ways: by each detector alone, without it, and by how much an account does."""

from collections.abc import Iterable, Sequence
from functools import partial

import msgspec

from benchmarks.quality.measures import Quality, quality
from benchmarks.quality.outcomes import THRESHOLDS, WHOLE, Account
from detectors.policy import Action
from streams.evaluation import Share, share

ACTIONS: tuple[Action, ...] = ("warn", "throttle", "suspend")


class Row(msgspec.Struct, frozen=True):
    """One way of recommending, and what it gets right."""

    name: str
    quality: Quality


class ByKind(msgspec.Struct, frozen=True):
    """What became of the accounts of a kind."""

    kind: str
    part: str
    accounts: int
    warned: int  # at least
    throttled: int  # at least
    suspended: int
    detectors: tuple[str, ...]  # that made anything be recommended, those that did so most first


class Compared(msgspec.Struct, frozen=True):
    """All of it."""

    overall: Row
    baseline: tuple[Row, ...]
    alone: tuple[Row, ...]
    without: tuple[Row, ...]
    kinds: tuple[ByKind, ...]
    milder: Share  # honest accounts that are warned or throttled, and not suspended


def compared(accounts: Sequence[Account], days: int) -> Compared:
    """Compares all detectors with a naive limit, and with what they would be one by one and without one."""
    named = sorted({step.detector for one in accounts for step in one.by_detector})
    alone = tuple(Row(d, quality(accounts, days, partial(_by, [d]))) for d in named)
    everybody = quality(accounts, days, partial(_by, named))
    without = (Row(d, quality(accounts, days, partial(_by, [n for n in named if n != d]))) for d in named)
    return Compared(
        overall=Row(WHOLE, quality(accounts, days, partial(_by, None))),
        baseline=tuple(
            Row(f"more than {limit:,} a day", quality(accounts, days, partial(_busier, limit))) for limit in THRESHOLDS
        ),
        alone=tuple(row for row in alone if row.quality.recall.k or row.quality.false.k),
        without=tuple(
            row for row in without if row.quality.recall != everybody.recall or row.quality.minutes != everybody.minutes
        ),
        kinds=tuple(_kinds(accounts)),
        milder=_milder(accounts),
    )


def _by(detectors: Sequence[str] | None, one: Account) -> int | None:
    return one.first("suspend", detectors)


def _busier(limit: int, one: Account) -> int | None:
    return one.busy.get(limit)


def _milder(accounts: Iterable[Account]) -> Share:
    honest = [one for one in accounts if one.label.honest]
    return share(sum(one.first("warn") is not None and one.first("suspend") is None for one in honest), len(honest))


def _kinds(accounts: Iterable[Account]) -> Iterable[ByKind]:
    of_kind: dict[tuple[str, str], list[Account]] = {}
    for one in accounts:
        part = "honest" if one.label.honest else "adapting" if one.label.adapts else "blatant"
        of_kind.setdefault((part, one.label.kind), []).append(one)
    for (part, kind), those in of_kind.items():
        warned, throttled, suspended = (sum(_reached(one, action) for one in those) for action in ACTIONS)
        yield ByKind(kind, part, len(those), warned, throttled, suspended, _most(those))


def _reached(one: Account, action: Action) -> bool:
    """Whether it came to this, of abusers after their onset."""
    ts = one.first(action)
    return ts is not None and ts >= (one.label.onset or 0)


def _most(accounts: Iterable[Account]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for one in accounts:
        for detector in {step.detector for step in one.by_detector}:
            counts[detector] = counts.get(detector, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))
