"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import Story, Varying, account, counting, dates, in_turn, stranger

SEQUENTIAL = "voice.sequential-dialing"
ROW = "callees_in_a_row_in_1_hour"
FIRST = "+12125550100"
STORY = account("scanner").calls(100, every="5s").each(callee=counting(FIRST))


def rows(calls: int, by: int = 1) -> Story:
    """Numbers that are dialled one after the other."""
    return account().attempts(calls).each(callee=counting(FIRST, by))


def test_ten_numbers_in_a_row_are_nobodys_customers() -> None:
    found = STORY.judge(SEQUENTIAL)
    assert (found.levels, found.at) == ([1], [10])
    assert (found.evidence[ROW].observed, found.evidence[ROW].limit) == (10, 10)
    assert "10 follow one another in numerical order" in found.last.summary
    assert not rows(9).judge(SEQUENTIAL)


def test_a_gap_of_one_does_not_hide_it_and_a_gap_of_two_does() -> None:
    assert rows(10, by=2).judge(SEQUENTIAL).at == [10]
    assert not rows(100, by=3).judge(SEQUENTIAL)
    uneven = Varying(lambda i: f"+1212555{(0, 2, 3, 5, 6, 7, 9, 11, 12, 14)[i]:04}")
    assert account().attempts(10).each(callee=uneven).judge(SEQUENTIAL).at == [10]


def test_the_order_in_which_they_are_dialled_does_not_matter() -> None:
    assert rows(10, by=-1).judge(SEQUENTIAL).at == [10]
    shuffled = account().attempts(10).each(callee=Varying(lambda i: f"+1212555{100 + 7 * i % 10:04}"))
    assert shuffled.judge(SEQUENTIAL).at == [10]


def test_only_the_last_twenty_people_count() -> None:
    last = counting("+12125550109")
    assert rows(9).attempts(10).attempts(1).each(callee=last).judge(SEQUENTIAL).at == [20]
    assert not rows(9).attempts(11).attempts(1).each(callee=last).judge(SEQUENTIAL)
    redialled = rows(9).attempts(11).attempts(1).each(callee=FIRST).attempts(1).each(callee=last)
    assert not redialled.judge(SEQUENTIAL)  # the first is among the last again, the second is not


def test_calling_the_same_people_again_makes_the_row_no_longer() -> None:
    nine = in_turn(*(f"+121255501{n:02}" for n in range(9)))
    assert not account().attempts(90).each(callee=nine).judge(SEQUENTIAL)
    spelt = in_turn(*(f"{form}+121255501{n:02}" for n in range(9) for form in ("", "tel:")))
    assert not account().attempts(90).each(callee=spelt).judge(SEQUENTIAL)


def test_the_tenth_comes_too_late_once_the_first_has_left() -> None:
    calls = rows(10)
    assert calls.at(*["59s"] * 9, "3599999ms").judge(SEQUENTIAL)
    assert not calls.at(*["59s"] * 9, "60m").judge(SEQUENTIAL)


def test_customers_have_scattered_numbers_and_some_live_next_door_to_others() -> None:
    assert not account().calls(600, every="3s").judge(SEQUENTIAL)
    families = Varying(lambda i: f"+1212{2_000_000 + i // 9 * 50_000 + i % 9}")
    assert not account().calls(600, every="3s").each(callee=families).judge(SEQUENTIAL)


def test_a_company_may_test_its_own_lines_one_after_the_other() -> None:
    lines = [{"number": f"+121255501{n:02}"} for n in range(20)]
    test = rows(20)
    assert not test.knowing(numbers=lines).judge(SEQUENTIAL)
    assert not test.knowing(numbers=[], caller_ids=lines).judge(SEQUENTIAL)
    assert test.knowing(numbers=lines[:10]).judge(SEQUENTIAL).at == [20]
    assert not test.knowing(numbers=lines[:11]).judge(SEQUENTIAL)
    given_back = [{**line, **dates("-1d", 0)} for line in lines]
    assert test.knowing(numbers=given_back).judge(SEQUENTIAL).at == [10]


def test_its_own_extensions_have_no_numbers() -> None:
    for extensions in ("10{:02}", "sip:10{:02}@pbx.example", "tel:10{:02}"):
        inside = Varying(lambda i, extensions=extensions: extensions.format(i))  # type: ignore[misc]
        assert not account().attempts(50).each(callee=inside).judge(SEQUENTIAL)


def test_numbers_that_no_plan_allocates_are_dialled_in_a_row_all_the_same() -> None:
    assert account().attempts(10).each(callee=counting("+11235550100")).judge(SEQUENTIAL).at == [10]


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_who_is_called_by_others_is_not_the_accounts_choice(direction: str) -> None:
    assert not rows(50).each(direction=direction, callee=counting(FIRST)).judge(SEQUENTIAL)


def test_an_account_needs_no_record_to_be_judged() -> None:
    assert stranger().attempts(10).each(callee=counting(FIRST)).judge(SEQUENTIAL).at == [10]


def test_calls_known_from_their_records_alone_count_once_as_all_others_do() -> None:
    assert account().ends(10).each(callee=counting(FIRST)).judge(SEQUENTIAL).at == [10]
    assert not account().calls(9).each(callee=counting(FIRST)).judge(SEQUENTIAL)
