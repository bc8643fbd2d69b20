"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import HELD, Varying, account, first, in_turn, one_in, stranger

ROTATION = "voice.caller-id-rotation"
NUMBERS = "caller_numbers_in_1_hour"
STORY = account("rotator").calls(100, every="5s").each(unowned=True)


def number(n: int) -> str:
    """One of many caller numbers."""
    return f"+1312555{1_000 + n}"


def each_for(calls: int) -> Varying:
    """Numbers that take turns of several calls."""
    return Varying(lambda i: number(i // calls))


def test_a_number_that_changes_with_every_call_is_noticed_at_the_fiftieth() -> None:
    found = STORY.judge(ROTATION)
    assert (found.levels, found.at) == ([1], [50])
    assert (found.evidence[NUMBERS].observed, found.evidence[NUMBERS].limit) == (50, 50)
    assert found.last.summary == (
        "50 outbound calls within an hour showed 50 different caller numbers, fewer than 3 calls each on average."
    )


def test_forty_nine_numbers_are_a_large_office() -> None:
    assert not account().attempts(49).each(unowned=True).judge(ROTATION)
    assert not account().attempts(100).each(caller=in_turn(*map(number, range(49)))).judge(ROTATION)


def test_whose_numbers_they_are_is_another_question() -> None:
    held = account(numbers=[{"number": number(n)} for n in range(60)])
    assert held.attempts(60).each(caller=each_for(1)).judge(ROTATION).at == [50]
    assert stranger().attempts(60).each(unowned=True).judge(ROTATION).at == [50]


def test_numbers_that_are_used_three_times_on_average_are_used_and_not_worn_out() -> None:
    some = account().attempts(101, every="1s").each(caller=HELD)
    assert not some.attempts(49, every="1s").each(unowned=True).judge(ROTATION)  # 150 calls with 50 numbers
    fewer = account().attempts(100, every="1s").each(caller=HELD)
    assert fewer.attempts(49, every="1s").each(unowned=True).judge(ROTATION).at == [149]


def test_a_contact_centre_that_stays_with_each_number_for_a_while_is_left_alone() -> None:
    assert not account().calls(400, every="5s").each(caller=each_for(4)).judge(ROTATION)
    assert account().calls(400, every="5s").each(caller=each_for(2)).judge(ROTATION).at == [99]


def test_the_fiftieth_number_comes_too_late_once_the_first_has_left() -> None:
    calls = account().attempts(50).each(unowned=True)
    assert calls.at(*["59s"] * 49, "3599999ms").judge(ROTATION)
    assert not calls.at(*["59s"] * 49, "60m").judge(ROTATION)


def test_callers_without_a_number_show_none() -> None:
    desks = Varying(lambda i: f"sip:desk-{i}@pbx.example")
    assert not account().attempts(100).each(caller=desks).judge(ROTATION)
    assert not account().attempts(100).each(caller="anonymous").judge(ROTATION)
    hidden = account().attempts(100).each(unowned=True, caller=first(50, "anonymous"))
    assert hidden.judge(ROTATION).at == [100]  # and calls without one say nothing of the others


def test_a_number_written_in_two_ways_is_one() -> None:
    spellings = [spelling for n in range(30) for spelling in (number(n), f"tel:{number(n)}")]
    assert not account().attempts(60).each(caller=in_turn(*spellings)).judge(ROTATION)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_others_come_from_many_numbers(direction: str) -> None:
    assert not account().attempts(100).each(unowned=True, direction=direction).judge(ROTATION)


def test_what_is_said_to_an_emergency_centre_is_judged_all_the_more() -> None:
    found = account().attempts(60).each(unowned=True, callee=one_in(10, "911")).judge(ROTATION)
    assert (found.at, found.last.severity) == ([50], "critical")
    assert STORY.judge(ROTATION).last.severity == "medium"


def test_calls_known_from_their_records_alone_count_once_as_all_others_do() -> None:
    assert account().ends(60).each(unowned=True).judge(ROTATION).at == [50]
    assert not account().calls(49).each(unowned=True).judge(ROTATION)


def test_it_is_said_again_only_after_a_quiet_hour() -> None:
    again = STORY.pause("50m").attempts(100, every="5s").each(unowned=True)
    assert again.judge(ROTATION).at == [50]
    later = STORY.pause("61m").attempts(100, every="5s").each(unowned=True)
    assert later.judge(ROTATION).at == [50, 150]
