"""How good recommendations are: shares with 95 % Wilson intervals, times with intervals of their ranks."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, sqrt

import msgspec

from benchmarks.quality.outcomes import Account
from detectors.rates import Z
from streams.evaluation import Share, share

MINUTE, MONTH = 60_000, 30  # days
When = Callable[[Account], int | None]
"""When an account was recommended for suspension; None: never."""


class Spread(msgspec.Struct, frozen=True):
    """The median of some values, the interval that holds that of all such values, and what nine of ten are within."""

    n: int
    median: float
    lower: float
    upper: float
    p90: float


class Quality(msgspec.Struct, frozen=True):
    """What some way of recommending gets right."""

    precision: Share
    recall: Share
    blatant: Share
    adapting: Share
    false: Share  # of honest accounts
    false_monthly: tuple[float, float, float]  # per 1,000 honest accounts and month, with its interval
    minutes: Spread | None  # from the onset, of the blatant that were found
    minutes_adapting: Spread | None  # the same of those who adapt
    events: Spread | None  # of the account, of the blatant


def spread(values: Sequence[float]) -> Spread | None:
    """The median and so on of values; None of none.

    >>> spread([5, 1, 2, 3, 4])
    Spread(n=5, median=3, lower=1, upper=5, p90=5)
    """
    if not values:
        return None
    ordered, n = sorted(values), len(values)
    aside = Z * sqrt(n) / 2
    low, high = max(floor(n / 2 - aside), 0), min(ceil(n / 2 + aside), n - 1)
    return Spread(n, ordered[(n - 1) // 2], ordered[low], ordered[high], ordered[ceil(0.9 * n) - 1])


def quality(accounts: Iterable[Account], days: int, when: When) -> Quality:
    """What is right and wrong where accounts are recommended for suspension at these times.

    What comes before the onset is as wrong as what an honest account gets, and is not a finding.
    """
    accounts = list(accounts)
    honest = [one for one in accounts if one.label.honest]
    abusive = [one for one in accounts if one.label.onset is not None]
    wrong = sum(when(one) is not None for one in honest)
    early = sum((ts := when(one)) is not None and ts < (one.label.onset or 0) for one in abusive)
    right = {one.label.account: ts for one in abusive if (ts := when(one)) is not None and ts >= (one.label.onset or 0)}

    def found(some: Iterable[Account]) -> Share:
        some = list(some)
        return share(sum(one.label.account in right for one in some), len(some))

    caught = [(one, right[one.label.account]) for one in abusive if one.label.account in right]
    blatant, adapting = ([pair for pair in caught if pair[0].label.adapts is adapts] for adapts in (False, True))
    false, months = share(wrong, len(honest)), days / MONTH
    return Quality(
        precision=share(len(right), len(right) + wrong + early),
        recall=found(abusive),
        blatant=found(one for one in abusive if not one.label.adapts),
        adapting=found(one for one in abusive if one.label.adapts),
        false=false,
        false_monthly=(
            1_000 * wrong / (len(honest) or 1) / months, 1_000 * false.lower / months, 1_000 * false.upper / months
        ),
        minutes=_minutes(blatant),
        minutes_adapting=_minutes(adapting),
        events=spread([_between(one.events, one.label.onset or 0, ts) for one, ts in blatant]),
    )  # fmt: skip


def _minutes(caught: Iterable[tuple[Account, int]]) -> Spread | None:
    return spread([round((ts - (one.label.onset or 0)) / MINUTE, 2) for one, ts in caught])


def _between(events: Sequence[int], onset: int, ts: int) -> int:
    """How many events there were from the onset until something was recommended."""
    return bisect_right(events, ts) - bisect_left(events, onset)
