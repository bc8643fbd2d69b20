"""Which attempts and ends the oracle takes for one leg, and which change nothing."""

import pytest

from tests.oracle import Event
from tests.oracle.hand import CPS, INVALID, REPEAT, START, attempt, end, found
from tests.oracle.shares import DAY, HOUR, SECOND

CALLEE = "+12125550123"


def sets_up(*calls: Event, **facts: object) -> bool:
    """Whether the last of the calls sets up a leg: if so, its caller is the first of ten invalid ones."""
    *before, last = calls
    invalid = {"from": "12"}
    nine = [attempt(last["ts"] - START, **invalid) for _ in range(9)]
    return found([*before, last | invalid, *nine], INVALID, **facts) != []


def ends(*calls: Event) -> bool:
    """Whether the last of the calls counts as an end: if so, it is the first of six unanswered ones."""
    *before, last = calls
    unanswered = {"talk_ms": 0, "to": CALLEE}
    five = [end(last["ts"] - START, **unanswered) for _ in range(5)]
    return found([*before, last | unanswered, *five], REPEAT) != []


def test_a_second_attempt_changes_nothing_within_max_call() -> None:
    assert sets_up(attempt(0, call="c"))
    assert not sets_up(attempt(0, call="c"), attempt(4 * HOUR - 1, call="c"))
    assert sets_up(attempt(0, call="c"), attempt(4 * HOUR, call="c"))
    assert sets_up(attempt(0, call="c"), attempt(0, call="d"))
    assert not sets_up(attempt(0, call="c"), attempt(9 * HOUR), attempt(0, call="c"))  # delivered again, hours later


def test_max_call_is_the_accounts_own_at_the_time_of_the_second_attempt() -> None:
    limits = {"max_call": [{"value": HOUR, "from": START + HOUR}]}
    assert not sets_up(attempt(0, call="c"), attempt(HOUR - 1, call="c"), limits=limits)
    assert sets_up(attempt(0, call="c"), attempt(HOUR, call="c"), limits=limits)


def test_an_earlier_end_is_forgotten_with_a_new_attempt() -> None:
    limits = {"max_call": [{"value": HOUR, "from": START, "until": START + 1}]}
    calls = end(0, call="c"), attempt(HOUR, call="c"), end(HOUR + 2, call="c", to=CALLEE, talk_ms=0)
    five = [end(HOUR + 2, to=CALLEE, talk_ms=0) for _ in range(5)]
    assert found([*calls, *five], REPEAT, limits=limits) == [(1, 7)]


def test_a_leg_that_lapsed_is_known_by_when_it_was_set_up_and_not_by_the_clock() -> None:
    for again, expected in ((4 * HOUR - 1, []), (4 * HOUR, [(1, 5)])):
        calls = [attempt(0, call="c"), attempt(5 * HOUR), attempt(again, call="c")]
        assert found([*calls, *(attempt(again) for _ in range(3))], CPS) == expected


def test_a_lapsed_leg_makes_room_for_one_that_lasts_as_long() -> None:
    lapsed = attempt(0, call="c"), attempt(4 * HOUR, call="c")
    assert not sets_up(*lapsed, attempt(8 * HOUR - 1, call="c"))
    assert sets_up(*lapsed, attempt(8 * HOUR, call="c"))
    assert not sets_up(*lapsed, end(28 * HOUR - 1, call="c"))
    assert sets_up(*lapsed, end(28 * HOUR, call="c"))


def test_an_end_joins_its_attempt_for_a_day() -> None:
    for at, joins in ((1, True), (5 * HOUR, True), (DAY - 1, True), (DAY, False)):
        assert sets_up(attempt(0, call="c"), end(at, call="c")) != joins
        assert ends(attempt(0, call="c"), end(at, call="c"))


@pytest.mark.parametrize("first", [[attempt(0, call="c"), end(9 * SECOND, call="c")], [end(9 * SECOND, call="c")]])
def test_after_an_end_nothing_changes_for_max_call(first: list[Event]) -> None:
    last, over = 9 * SECOND + 4 * HOUR - 1, 9 * SECOND + 4 * HOUR
    assert not sets_up(*first, attempt(last, call="c"))
    assert not sets_up(*first, end(last, call="c"))
    assert not ends(*first, end(last, call="c"))
    assert sets_up(*first, attempt(over, call="c"))
    assert sets_up(*first, end(over, call="c"))
    assert ends(*first, end(over, call="c"))


def test_the_time_after_an_end_runs_from_the_end() -> None:
    long = attempt(0, call="c"), end(5 * HOUR, call="c")
    assert not sets_up(*long, attempt(9 * HOUR - 1, call="c"))
    assert sets_up(*long, attempt(9 * HOUR, call="c"))


def test_what_changes_nothing_does_not_move_the_clock_but_is_one_of_the_last_events() -> None:
    first, again = attempt(0, call="c"), attempt(3 * HOUR, call="c")
    assert sets_up(first, again, attempt(0))  # at a clock of three hours, that would be too late
    others = [attempt(0) for _ in range(62)]
    assert not sets_up(first, again, *others, {**first, "call": "d"})
    assert sets_up(first, again, attempt(0), *others, {**first, "call": "d"})
    assert not sets_up(first, again, {**again, "call": "d"})


def test_a_duplicate_id_ends_no_call() -> None:
    first = attempt(0, call="c")
    duplicate = end(1, call="c", id=first["id"])
    assert not ends(first, duplicate)
    assert ends(first, duplicate, end(2, call="c"))
    assert not sets_up(first, duplicate, end(2, call="c"))


def test_a_call_is_its_accounts_own() -> None:
    assert sets_up(attempt(0, call="c", account="b"), attempt(0, call="c"))
    assert sets_up(attempt(0, call="c", account="b"), end(1, call="c"))


def test_only_attempts_and_ends_are_of_calls() -> None:
    other = {"id": "o", "account": "a", "ts": START, "event": "complaint", "call": "c", "to": CALLEE}
    assert sets_up(other, attempt(0, call="c"))
    assert not sets_up(attempt(0, call="c"), other, attempt(1, call="c"))
