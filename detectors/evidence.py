"""Figures that a finding rests on, each beside the limit it is held against."""

from math import ceil

import msgspec

from detectors.kernel import written
from detectors.rates import wilson_lower, wilson_upper


class Evidence(msgspec.Struct, frozen=True):
    """One figure beside its limit. Shares carry k of n and their 95 % Wilson bounds; the others leave them None."""

    metric: str
    observed: float
    limit: float
    unit: str
    k: int | None = None
    n: int | None = None
    lower: float | None = None
    upper: float | None = None


def rounded_up(value: float) -> float:
    """A figure in hundredths, never below what it is, so that what is over a limit is shown to be.

    >>> rounded_up(5.0028), rounded_up(6.13)
    (5.01, 6.13)
    """
    return ceil(round(100 * value, 6)) / 100


BESIDE_CHANCE = "_beside_chance"  # how metrics end whose limit is no threshold, but what it would be by chance


def share_beside_chance(metric: str, k: int, n: int, *, chance: float) -> Evidence:
    """A share: k of n, held against what they would be by chance (0–1), which is told to six digits.

    >>> share_beside_chance("neighbours", 9, 30, chance=1 / 30).limit
    0.0333333
    """
    return share(metric + BESIDE_CHANCE, k, n, limit=float(f"{chance:.6g}"))


def is_beside_chance(item: Evidence) -> bool:
    """Whether a share is held against what it would be by chance."""
    return item.metric.endswith(BESIDE_CHANCE)


def share(metric: str, k: int, n: int, *, limit: float) -> Evidence:
    """A share: k of n, held by its lower bound against `limit` (0–1).

    >>> share("short_calls", 30, 100, limit=0.15).observed
    0.3
    """
    return Evidence(
        metric,
        round(k / n, 6),
        limit,
        "share",
        k,
        n,
        round(float(written(wilson_lower)(k, n)), 6),
        round(float(written(wilson_upper)(k, n)), 6),
    )


def count(metric: str, observed: int, *, limit: float, unit: str = "calls") -> Evidence:
    """A number of things, held against the number at which the rule fires.

    >>> count("unowned_caller_ids", 12, limit=10).unit
    'calls'
    """
    return Evidence(metric, float(observed), float(limit), unit)  # as they are read back from a topic
