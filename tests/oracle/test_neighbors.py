"""The oracle's row about numbers of neighbours, counted by hand."""

from fractions import Fraction

import pytest

from tests.oracle import Event
from tests.oracle.hand import HELD, NEIGHBOR, attempt, found
from tests.oracle.neighbors import is_rare
from tests.oracle.shares import HOUR


def near(i: int, at: int = 0, **fields: object) -> Event:
    """A call under a number of the callee's exchange, which is the i-th."""
    return attempt(at, **{"from": f"+1212{200 + i}1111", "to": f"+1212{200 + i}2222"}) | fields


def test_thirty_neighbours_cross() -> None:
    assert found([near(i) for i in range(31)], NEIGHBOR) == [(1, 29)]
    assert found([near(i) for i in range(29)], NEIGHBOR) == []
    assert found([near(0) for _ in range(99)], NEIGHBOR) == []


def test_two_towns_are_a_chance_of_a_half() -> None:
    assert found([near(i % 2) for i in range(30)], NEIGHBOR) == [(1, 29)]
    others = [near(i % 2, to=f"+1212{201 - i % 2}2222") for i in range(20)]
    assert found([*others, *(near(i % 2) for i in range(20))], NEIGHBOR) == []


def test_rare_is_less_than_a_millionth() -> None:
    for k in range(1, 31):
        chance = Fraction(1, 30)
        exact = 1 - sum(_terms(k, chance))
        assert is_rare(k, 30, chance) == (exact < Fraction(1, 1_000_000))


def _terms(k: int, p: Fraction) -> list[Fraction]:
    """The chances of 0 to k - 1 of thirty."""
    terms = [(1 - p) ** 30]
    for i in range(k - 1):
        terms.append(terms[-1] * (30 - i) / (i + 1) * p / (1 - p))
    return terms


@pytest.mark.parametrize(
    "other",
    [
        {"from": HELD},
        {"from": "anonymous"},
        {"to": "911"},
        {"direction": "inbound"},
        {"from": "+121220", "to": "+121220"},
    ],
)
def test_what_does_not_count(other: Event) -> None:
    assert found([*(near(i) for i in range(29)), near(29) | other], NEIGHBOR) == []


def test_calls_count_for_an_hour() -> None:
    for at, expected in ((HOUR - 1, [(1, 29)]), (HOUR, [])):
        assert found([near(0), *(near(i, at) for i in range(1, 30))], NEIGHBOR) == expected
