"""The tail against exact arithmetic."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.binomial import is_rarer
from detectors.kernel import COMPILED

MILLION = 1_000_000
plain = is_rarer.py_func if COMPILED else is_rarer  # type: ignore[attr-defined]  # of what numba compiles


def tail(k: int, n: int, p: Fraction) -> Fraction:
    """The chance of k or more of n."""
    return sum((comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)), Fraction(0))


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 200), st.data())
def test_it_is_on_the_right_side_of_a_millionth(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    p = Fraction(data.draw(st.integers(1, n * n)), n * n)
    exact = tail(k, n, p)
    if abs(exact * MILLION - 1) > Fraction(1, 10**9):
        assert plain(k, n, float(p), float(MILLION)) == (exact * MILLION < 1)


@pytest.mark.parametrize("n", [30, 1_000, 100_000])
def test_it_turns_once_as_there_are_more(n: int) -> None:
    for p in (1 / n, 0.01, 0.5, 1 - 1 / n):
        mean = n * p
        steps = {int(mean + sigmas * (mean * (1 - p)) ** 0.5) for sigmas in range(12)}
        rare = [bool(plain(k, n, p, float(MILLION))) for k in sorted(k for k in steps if k <= n)]
        assert rare == sorted(rare)
        assert not rare[0]


def test_what_is_certain_is_never_rare() -> None:
    assert not plain(30, 30, 1.0, float(MILLION))
    assert plain(100_000, 100_000, 0.9, float(MILLION))
