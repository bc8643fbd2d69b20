"""The figures of a finding that are over their thresholds, and what would have kept it from being made."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from detectors.base import Detector, catalogue
from detectors.binomial import SELDOM, is_rarer
from detectors.evidence import Evidence, is_beside_chance, rounded_up
from detectors.kernel import written
from detectors.rates import wilson_lower
from streams.records import Alert

STRICT_UNITS = (
    "calls/s",
    "unanswered calls",
    "minutes",
    "bytes",
    "bits/s",
    "samples",
    "times an equal share",
    "% of the pool",
)  # these are broken above their limit, other numbers at their threshold

MEASURED = ("trust", "trust in all", "charges")  # not counted: there is no next one

ONE_PERCENT = 0.01
DETECTORS: Mapping[str, type[Detector]] = {detector.id: detector for detector in catalogue()}


class Figure(NamedTuple):
    """One figure over its threshold. `least`: a share counts only from so many on (None: from the first).

    `times`: the threshold is so many times the account's limit.
    """

    evidence: Evidence
    least: float | None
    times: float = 1.0


def over(evidence: Sequence[Evidence]) -> list[Figure]:
    """The figures over their thresholds; all, where none is, as nothing is known then of how they are judged."""
    figures = list(_figures(evidence))
    return [figure for figure in figures if _is_over(figure)] or figures


def figures_of(alert: Alert) -> list[Figure]:
    """The figures of a finding over their thresholds."""
    detector = DETECTORS.get(alert.detector)
    times = 1.0 if detector is None else detector.threshold(max(alert.level, 1), 1.0)
    return [figure._replace(times=times) for figure in over(alert.evidence)]


def is_over(evidence: Evidence) -> bool:
    """Whether a figure by itself is over its threshold."""
    return _is_over(Figure(evidence, None))


def counterfactual(figures: Iterable[Figure], level: int = 1) -> str:
    """With what figures, or under what limits, there would have been no finding, or none so serious: a sentence.

    >>> rate = Evidence("attempts_in_1000_ms", 11, 3, "calls/s")
    >>> counterfactual(over([rate]))
    'There would have been no finding with at most 3 (attempts in 1000 ms), or under a limit of 11 or more.'
    """
    finding = "no finding" if level <= 1 else "no finding this serious"
    return f"There would have been {finding} with {'; and '.join(_allowed(figure) for figure in figures)}."


def number(value: float) -> str:
    """A figure as people write it.

    >>> number(1200.0), number(2.5)
    ('1,200', '2.5')
    """
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}".rstrip("0")


def percent(share: float) -> str:
    """A share (0-1) in percent, without the sign, finer below 1 %.

    >>> percent(0.15), percent(0.1234), percent(0.00123), percent(0.00000123), percent(0)
    ('15', '12.3', '0.12', '0.0001', '0')
    """
    value = round(100 * share, 1 if share >= ONE_PERCENT else 2)
    return f"{value:g}" if value else f"{Decimal(f'{100 * share:.1g}'):f}"


def most_of(figure: Figure) -> int:
    """The largest k of the same n that would not have been over the threshold, for a figure that is a share."""
    assert figure.evidence.k is not None  # noqa: S101 - the caller has seen that it is a share
    # what fires at one k fires at all above
    most = bisect_left(range(1, figure.evidence.k), x=True, key=lambda k: _fires(k, figure.evidence))
    return max(most, ceil(figure.least or 1) - 1)


def _figures(evidence: Sequence[Evidence]) -> Iterable[Figure]:
    """A number of things followed by the share they are makes one figure: both have to be over."""
    number_of: Evidence | None = None
    for item in evidence:
        if item.k is not None and number_of is not None and number_of.observed == item.k:
            yield Figure(item, number_of.limit)
            number_of = None
            continue
        if number_of is not None:
            yield Figure(number_of, None)
        number_of = item if item.k is None else None
        if item.k is not None:
            yield Figure(item, None)
    if number_of is not None:
        yield Figure(number_of, None)


def _is_over(figure: Figure) -> bool:
    item = figure.evidence
    if item.k is not None:
        return item.k >= (figure.least or 0) and _fires(item.k, item)
    return item.observed > item.limit if item.unit in STRICT_UNITS else item.observed >= item.limit


def _fires(k: int, item: Evidence) -> bool:
    """Whether k of the same n would be over the threshold."""
    if is_beside_chance(item):
        return _is_rare(k, item, item.limit)
    return _lower(k, item) > item.limit


def _is_rare(k: int, item: Evidence, chance: float) -> bool:
    return bool(written(is_rarer)(k, item.n or 0, chance, SELDOM))


def _lower(k: int, item: Evidence) -> float:
    return float(written(wilson_lower)(k, item.n or 0))


def _allowed(figure: Figure) -> str:
    item = figure.evidence
    metric = item.metric.replace("_", " ")
    if item.k is not None:
        allowed = f"at most {number(most_of(figure))} of {number(item.n or 0)} ({metric})"
        if is_beside_chance(item):
            k, tenths = item.k, range(1, 1001)
            often = tenths[bisect_left(tenths, x=True, key=lambda chance: not _is_rare(k, item, chance / 1000))]
            return f"{allowed}, or where by chance it were {number(often / 10)} % or more"
        # rounded up, so that what is said is true
        return f"{allowed}, or under a limit of {number(ceil(1000 * _lower(item.k, item)) / 10)} % or more"
    enough = number(rounded_up(item.observed / figure.times))
    if item.unit in STRICT_UNITS:
        return f"at most {number(item.limit)} ({metric}), or under a limit of {enough} or more"
    if item.unit in MEASURED:
        return f"less than {number(item.limit)} ({metric}), or under a limit above {enough}"
    return f"fewer than {number(item.limit)} ({metric}), or under a limit of {number(item.observed + 1)} or more"
