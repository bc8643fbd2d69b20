"""Distinct keys in windows, counted by hand."""

from tests.oracle.keyed import Distinct
from tests.oracle.shares import HOUR, MINUTE


def test_keys_count_for_sixty_panes() -> None:
    keys = Distinct(HOUR)
    assert keys.add("a", MINUTE - 1, HOUR - 1)
    assert keys.add("b", MINUTE, HOUR - 1)
    assert keys.add("a", 0, HOUR - 1)
    assert [keys.count(clock) for clock in (HOUR - 1, HOUR, HOUR + MINUTE - 1, HOUR + MINUTE)] == [2, 1, 1, 0]


def test_a_key_whose_pane_is_over_counts_nowhere() -> None:
    keys = Distinct(HOUR)
    assert not keys.add("a", MINUTE - 1, HOUR)
    assert keys.count(HOUR) == 0
    assert keys.add("a", MINUTE, HOUR)
    assert keys.count(HOUR) == 1


def test_a_key_stands_in_its_greatest_pane() -> None:
    keys = Distinct(HOUR)
    for ts in (0, 5 * MINUTE, 2 * MINUTE):
        keys.add("a", ts, 5 * MINUTE)
    assert keys.count(HOUR + 5 * MINUTE - 1) == 1
    assert keys.count(HOUR + 5 * MINUTE) == 0
