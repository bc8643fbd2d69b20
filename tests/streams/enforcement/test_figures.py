"""Counterfactuals must be true: just inside what they allow, the rule does not hold; one further, it does."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from detectors.binomial import SELDOM, is_rarer
from detectors.evidence import Evidence, count, share, share_beside_chance
from detectors.rates import wilson_lower
from streams.enforcement.figures import counterfactual, most_of, over, percent
from tests.streams.enforcement.findings import DETECTORS, finding


@given(st.integers(1, 5_000), st.data(), st.sampled_from([0.001, 0.03, 0.05, 0.15, 0.2]))
@settings(max_examples=200, deadline=None)
def test_the_share_that_would_have_been_allowed_is_the_largest(n: int, data: st.DataObject, limit: float) -> None:
    k = data.draw(st.integers(1, n))
    (figure,) = over([share("share_in_24_hours", k, n, limit=limit)])
    if wilson_lower(k, n) > limit:
        most = most_of(figure)
        assert most < k
        assert wilson_lower(most, n) <= limit < wilson_lower(most + 1, n)


@given(st.integers(30, 2_000), st.data(), st.sampled_from([1e-9, 0.001, 0.03, 0.2, 0.5]))
@settings(max_examples=100, deadline=None)
def test_what_would_have_been_allowed_beside_chance_is_no_rarer_than_the_rule_has_it(
    n: int, data: st.DataObject, chance: float
) -> None:
    k = data.draw(st.integers(1, n))
    figures = over([share_beside_chance("like_the_callees_in_1_hour", k, n, chance=chance)])
    if is_rarer(k, n, chance, SELDOM):
        most = most_of(figures[0])
        assert not is_rarer(most, n, chance, SELDOM)
        assert is_rarer(most + 1, n, chance, SELDOM)
        (often,) = re.findall(r"by chance it were ([\d.]+) % or more", counterfactual(figures))
        assert not is_rarer(k, n, float(often) / 100, SELDOM)
        assert float(often) <= 0.1 or is_rarer(k, n, float(often) / 100 - 0.001, SELDOM)


def test_two_neighbours_of_thousands_are_told_beside_a_chance_that_is_hardly_any() -> None:
    hardly = 2 / 2_100**2
    two = share_beside_chance("calls_from_a_number_like_the_callees_in_1_hour", 2, 2_100, chance=hardly)
    assert is_rarer(2, 2_100, hardly, SELDOM)
    assert counterfactual(over([two])).startswith("There would have been no finding with at most 1 of 2,100 (")
    assert percent(two.limit) == "0.00005"


def test_neighbours_beside_chance_are_no_share_over_a_limit() -> None:
    nine = share_beside_chance("calls_from_a_number_like_the_callees_in_1_hour", 9, 30, chance=1 / 30)
    assert counterfactual(over([nine])) == (
        "There would have been no finding with at most 8 of 30 "
        "(calls from a number like the callees in 1 hour beside chance), or where by chance it were 3.8 % or more."
    )


def test_a_number_and_its_share_are_one_figure_and_the_looser_bound_counts() -> None:
    figures = over([count("wrong_in_10_minutes", 12, limit=10), share("wrong_share_in_10_minutes", 12, 20, limit=0.05)])
    assert [most_of(figure) for figure in figures] == [9]


def test_figures_under_their_thresholds_are_not_held_against_anyone() -> None:
    rate, seconds = (
        count("attempts_in_1000_ms", 4, limit=3, unit="calls/s"),
        count("seconds", 1, limit=10, unit="seconds"),
    )
    assert [figure.evidence for figure in over([rate, seconds])] == [rate]


def test_a_rate_at_its_limit_is_allowed_and_a_number_at_its_threshold_is_not() -> None:
    rate = counterfactual(over([count("attempts_in_1000_ms", 4, limit=3, unit="calls/s")]))
    number = counterfactual(over([count("calls_at_once", 100, limit=100)]))
    assert rate == (
        "There would have been no finding with at most 3 (attempts in 1000 ms), or under a limit of 4 or more."
    )
    assert number == (
        "There would have been no finding with fewer than 100 (calls at once), or under a limit of 101 or more."
    )


def test_of_what_is_measured_and_not_counted_there_is_no_next_one() -> None:
    trust = counterfactual(over([Evidence("trust_in_the_report", 0.95, 0.9, "trust")]))
    assert trust == (
        "There would have been no finding with less than 0.9 (trust in the report), or under a limit above 0.95."
    )


@pytest.mark.parametrize("detector", sorted(DETECTORS))
def test_every_detector_s_finding_has_a_figure_over_its_threshold(detector: str) -> None:
    figures = over(finding(detector).evidence)
    assert counterfactual(figures)
    for figure in figures:
        if figure.evidence.k is not None:
            assert most_of(figure) < figure.evidence.k
