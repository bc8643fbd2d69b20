"""The oracle's bounds, limits, duplicates and when it speaks again, counted by hand."""

import math
from fractions import Fraction

import pytest

from tests.oracle import Finding, judge
from tests.oracle.hand import (
    ABANDONED,
    BAD,
    CPS,
    EARLY,
    FAILED,
    INVALID,
    SHORT,
    START,
    UNOWNED,
    account,
    attempt,
    bursts,
    declared,
    dialed,
    found,
)
from tests.oracle.shares import DAY, HOUR, MINUTE, SECOND, is_over


@pytest.mark.parametrize("limit", [Fraction(1, 100), Fraction(3, 100), Fraction(15, 100), Fraction(1, 2)])
def test_the_bound_agrees_with_the_formula_in_the_textbooks(limit: Fraction) -> None:
    z = 1.959963984540054
    for n in range(1, 160):
        for k in range(n + 1):
            p = k / n
            spread = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
            lower = (p + z * z / (2 * n) - spread) / (1 + z * z / n)
            assert abs(lower - limit) > 1e-9
            assert is_over(k, n, limit) == (lower > limit)


def test_bounds_at_the_ends_of_the_scale() -> None:
    assert not is_over(0, 0, Fraction(0))
    assert not is_over(0, 5, Fraction(0))
    assert is_over(1, 5, Fraction(0))
    assert not is_over(5, 5, Fraction(1))


def test_a_declared_event_turns_what_it_covers_into_level_zero() -> None:
    calls = [attempt(i) for i in range(6)]
    assert found(calls[:5], declared=[declared()]) == [(0, 3)]
    assert found(calls, declared=[declared()]) == [(0, 3), (1, 5)]
    assert found(bursts(*range(0, 40, 4)), declared=[declared()]) == [(0, 3), (0, 39)]


@pytest.mark.parametrize("status", ["pending", "refused"])
def test_what_is_not_agreed_changes_nothing(status: str) -> None:
    assert found([attempt(i) for i in range(4)], declared=[declared(status=status)]) == [(1, 3)]


def test_a_declared_event_holds_by_its_dates() -> None:
    facts = [declared(**{"from": START + 3, "until": START + 4})]
    assert found([attempt(i) for i in (0, 1, 2, 2)], declared=facts) == [(1, 3)]
    assert found([attempt(i) for i in (0, 1, 2, 3)], declared=facts) == [(0, 3)]
    assert found([attempt(i) for i in (0, 1, 2, 4)], declared=facts) == [(1, 3)]


def test_of_several_declared_events_the_highest_limit_holds() -> None:
    calls = [attempt(i) for i in range(6)]
    assert found(calls, declared=[declared(4), declared(5), declared(4)]) == [(0, 3), (1, 5)]
    assert found(calls, declared=[declared(5), declared(9, status="pending")]) == [(0, 3), (1, 5)]


def test_what_both_limits_find_is_not_covered() -> None:
    assert found([attempt(i) for i in range(4)], declared=[declared(3)]) == [(1, 3)]
    assert found([attempt(0) for _ in range(6)], limits={"cps": 5}, declared=[declared(3)]) == [(1, 3)]
    changed = [declared(20, until=START + 36 * SECOND), declared(3, **{"from": START + 36 * SECOND})]
    assert found(bursts(*range(0, 40, 4)), declared=changed) == [(0, 3), (1, 39)]


def test_a_declared_limit_replaces_the_accounts_even_if_lower() -> None:
    assert found([attempt(i) for i in range(4)], limits={"cps": 10}, declared=[declared(2)]) == [(1, 2)]


def test_what_the_ordinary_side_said_under_cover_is_not_covered_twice() -> None:
    calls = [dialed(i * SECOND, None) for i in range(100)]
    covered = [declared(limits={"abandoned_share": 1}, until=START + 99 * SECOND + 1)]
    assert found(calls, declared=covered) == [(0, 99)]
    assert found([*calls, dialed(100 * SECOND, None)], declared=covered) == [(0, 99), (1, 100), (2, 100)]


def test_without_a_declared_event_in_force_nothing_is_level_zero() -> None:
    until = START + 20 * SECOND  # five seconds covered, five not: the ordinary side has ten, the other five
    assert found(bursts(*range(0, 40, 4)), declared=[declared(until=until)]) == [(0, 3), (1, 23)]


def test_of_dated_limits_the_last_listed_in_force_holds() -> None:
    dated = [{"value": 5, "from": START}, {"value": 4, "from": START, "until": START + 1_000}]
    calls = [attempt(i) for i in range(6)]
    assert found(calls, limits={"cps": dated}) == [(1, 4)]
    assert found(calls, limits={"cps": dated[::-1]}) == [(1, 5)]
    assert found(calls, limits={"cps": [{"value": 9, "from": START + 4}]}) == [(1, 3)]
    assert found(calls, limits={"cps": 2.5}) == [(1, 2)]


@pytest.mark.parametrize("detector", BAD)
def test_each_detector_is_silent_for_its_own_time(detector: str) -> None:
    silence = {UNOWNED: DAY, INVALID: HOUR, FAILED: HOUR, ABANDONED: 30 * DAY, SHORT: DAY, EARLY: DAY}[detector]
    first = [BAD[detector](0) for _ in range(100)]
    said = found(first, detector)
    assert said
    for gap, speaks in ((silence - 1, False), (silence, True)):
        again = [BAD[detector](gap) for _ in range(100)]
        assert bool(found([*first, *again], detector)[len(said) :]) == speaks


def test_a_detector_speaks_again_an_hour_after_it_was_last_over() -> None:
    calls = [attempt(at) for at in (0, 1, 2, 3)]
    for gap, expected in ((HOUR - 1, [(1, 3)]), (HOUR, [(1, 3), (1, 7)])):
        assert found([*calls, *(attempt(3 + gap - 3 + i) for i in range(4))]) == expected


def test_every_event_over_the_limit_puts_speaking_again_off() -> None:
    step = 50 * MINUTE
    calls = [attempt(i * step + j) for i in range(10) for j in range(4)]
    assert found(calls) == [(1, 3)]


def test_both_levels_are_said_again_after_silence() -> None:
    again = bursts(*range(4 * 3600, 4 * 3600 + 40, 4))
    assert found([*bursts(*range(0, 40, 4)), *again]) == [(1, 3), (2, 39), (1, 43), (2, 79)]


def test_an_id_is_remembered_for_sixty_four_events() -> None:
    first = [attempt(0), attempt(0), attempt(0)]
    again = {**first[2], "call": "another"}
    between = [attempt(0, direction="inbound") for _ in range(64)]
    assert judge([account()], [*first, *between[:63], again]) == []
    crossing = Finding("a", CPS, "account", "a", 1, again["id"], again["ts"])
    assert judge([account()], [*first, *between, again]) == [crossing]


def test_a_duplicate_moves_neither_the_clock_nor_the_memory() -> None:
    first = attempt(0)
    ahead = {**first, "ts": START + DAY}
    assert found([first, ahead, attempt(0), attempt(0), attempt(0)]) == [(1, 4)]
    between = [attempt(0, direction="inbound") for _ in range(63)]
    refreshed = [first, *between, first, attempt(0, direction="inbound"), {**first, "call": "another"}]
    assert found([*refreshed, attempt(0), attempt(0)]) == [(1, 68)]
