"""Which limits hold for an account at a time: the policy's, its own, and those of declared events."""

from collections.abc import Mapping
from math import inf, isfinite
from typing import NamedTuple

from detectors.base import Detector
from detectors.policy import Row
from detectors.reached import InForce
from detectors.totals import LIMITS
from streams.events import AccountRecord, DatedLimit, DeclaredEvent


class LimitsInForce(NamedTuple):
    """Limits by name: those that hold, those that would without declared events, and which event gives which."""

    effective: dict[str, float]
    ordinary: dict[str, float]
    sources: dict[str, str]


def in_force(start: int | None, until: int | None, ts: int) -> bool:
    """Whether start ≤ ts < until; None: open."""
    return (start or 0) <= ts and (until is None or ts < until)


def boundaries(record: AccountRecord) -> list[int]:
    """When the account's limits may change, in order; the first is the beginning of time."""
    agreed = [event for event in record.declared or () if event.status == "agreed"]
    dated = [d for values in (record.limits or {}).values() if isinstance(values, list) for d in values]
    cuts: set[int] = {0}
    facts: list[DeclaredEvent | DatedLimit] = [*agreed, *dated]
    for fact in facts:
        cuts.add(fact.from_ or 0)
        if fact.until is not None:
            cuts.add(max(fact.until, 0))
    return sorted(cuts)


def limits_at(record: AccountRecord, ts: int, defaults: Mapping[str, float]) -> LimitsInForce:
    """What holds at `ts`: limits of agreed events replace the account's, and of several events the highest."""
    ordinary = dict(defaults)
    for name, given in (record.limits or {}).items():
        if name in ordinary:
            ordinary[name] = value_at(given, ts, ordinary[name])
    declared: dict[str, tuple[float, str]] = {}
    for event in record.declared or ():
        if event.status == "agreed" and in_force(event.from_, event.until, ts):
            for name, value in (event.limits or {}).items():
                if name in ordinary and value > declared.get(name, (-1.0, ""))[0]:
                    declared[name] = value, event.id
    effective = ordinary | {name: value for name, (value, _) in declared.items()}
    return LimitsInForce(effective, ordinary, {name: event for name, (_, event) in declared.items()})


def force_at(record: AccountRecord, defaults: Mapping[str, float], name: str, ts: int) -> InForce:
    """One limit of an account at a time."""
    at = limits_at(record, ts, {name: defaults[name]})
    return InForce(ts, at.effective[name], at.ordinary[name], at.sources.get(name))


def value_at(given: float | list[DatedLimit], ts: int, missing: float) -> float:
    """The value of a limit at a time: of several that are in force, the one listed last."""
    if not isinstance(given, list):
        return given
    return next((dated.value for dated in reversed(given) if in_force(dated.from_, dated.until, ts)), missing)


def defaults_of(detector: type[Detector], row: Row) -> dict[str, float]:
    """The policy's limits of a detector; infinite where it has none, so that nothing is over it."""
    return dict.fromkeys(detector.limits, inf) | row.limits


def totalled(record: AccountRecord | None, defaults: Mapping[str, float]) -> bool:
    """Whether anything is known of an account that its sums over streams are held against."""
    if any(isfinite(defaults[name]) for name in LIMITS if name in defaults):
        return True
    if record is None:
        return False
    named = {*(record.limits or ()), *(name for event in record.declared or () for name in event.limits or ())}
    return record.contract_bps is not None or bool(record.pool) or not named.isdisjoint(LIMITS)
