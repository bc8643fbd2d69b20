"""Findings judged again, by what a later account record says of the same time."""

from collections.abc import Callable, Mapping
from math import inf
from types import SimpleNamespace

import msgspec

from detectors.base import Detector
from detectors.kernel import written
from detectors.layout import parameters
from detectors.over_facts import OverFacts
from streams.claims import overlap
from streams.enforcement.figures import DETECTORS, is_over
from streams.events import AccountRecord, HeldNumber
from streams.fact_judging import reached_in
from streams.limits import limits_at
from streams.records import Alert, Claims, Counted
from streams.standing import FOREVER
from streams.stream import STREAMS

Hashed = Callable[[str], str]  # from a number to its keyed hash, as findings have it


def is_of_facts(alert: Alert) -> bool:
    """Whether a finding was made of an account record alone: its time is a date in there, and may be yet to come."""
    detector = DETECTORS.get(alert.detector)
    return detector is not None and detector.over_facts


def unfounded(alert: Alert, record: AccountRecord, defaults: Mapping[str, float], hashed: Hashed) -> bool:
    """Whether a finding would not have been made had this been known: less the numbers held, or under the limits."""
    detector = DETECTORS.get(alert.detector)
    if detector is None or detector.version != alert.version:
        return False
    if alert.claims is None:
        return False
    if alert.claims.counter is not None:
        least = alert.level if detector.levels_apart else 1
        return not _stands_without(detector, least, alert.claims.counter, alert.claims, record, hashed)
    if issubclass(detector, OverFacts) and _reaches_again(detector, alert, record, defaults):
        return False
    (name,) = detector.limits
    limit = limits_at(record, alert.claims.at, {name: inf, **defaults}).effective[name]
    return not is_over(msgspec.structs.replace(alert.evidence[0], limit=detector.threshold(alert.level, limit)))


def _reaches_again(
    detector: type[OverFacts], alert: Alert, record: AccountRecord, defaults: Mapping[str, float]
) -> bool:
    """Whether the record itself says the same of that period, at a later number: its figures were of the first."""
    return any(
        period == alert.window.start and reached.level == alert.level
        for period, reached in reached_in(detector, record, defaults)
    )


def _stands_without(
    detector: type[Detector], least: int, counter: str, claims: Claims, record: AccountRecord, hashed: Hashed
) -> bool:
    """Whether the level is as high still, less what was counted of numbers that the account held at that time."""
    held: dict[str, list[HeldNumber]] = {}
    for number in STREAMS[detector.stream].held(record):
        held.setdefault(hashed(number.number), []).append(number)
    windows = {span: dict(counters) for span, counters in claims.windows.items()}
    for counted in claims.counted:
        if any(_held_then(number, counted) for number in held.get(counted.value, ())):
            for span, k in counted.windows.items():
                windows[span][counter] -= k
    given = {span: SimpleNamespace(**counters) for span, counters in windows.items()}
    level = written(detector.level)
    return bool(level(**{name: given[name] for name in parameters(detector.level)}) >= least)


def _held_then(number: HeldNumber, counted: Counted) -> bool:
    """Whether a number was held at a time at which it was counted."""
    return overlap(number.from_ or 0, FOREVER if number.until is None else number.until, counted.first, counted.last)
