"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import Story, account, counting, in_turn, stranger

AFTER = "voice.after-opt-out"
PEOPLE = "opted_out_people_called_in_24_hours"
STORY = account("deaf").calls(40).pause("5m").opt_outs(20).calls(40).each(person=counting(1))


def opted_out(people: int, of: int = 20) -> Story:
    """People are called, and the first of them want no more of it."""
    return account().ends(of).opt_outs(people)


def test_the_first_call_to_somebody_who_opted_out_is_one_too_many() -> None:
    found = STORY.judge(AFTER)
    assert (found.levels, found.at) == ([1, 2], [61, 70])
    warned, stopped = (alert.evidence[0] for alert in found.alerts)
    assert (warned.metric, warned.observed, warned.limit, warned.unit) == (PEOPLE, 1, 1, "people")
    assert (stopped.metric, stopped.observed, stopped.limit) == (PEOPLE, 10, 10)
    assert [alert.summary for alert in found.alerts] == [
        "1 call within 24 hours went to 1 person who had opted out of the account's calls.",
        "10 calls within 24 hours went to 10 people who had opted out of the account's calls.",
    ]


def test_whoever_takes_them_off_its_list_is_left_alone() -> None:
    assert not opted_out(10).judge(AFTER)
    assert not opted_out(10).calls(200, every="5s").each(person=counting(11)).judge(AFTER)


def test_people_are_counted_and_not_calls() -> None:
    again = opted_out(9).calls(90).each(person=in_turn(*range(1, 10))).judge(AFTER)
    assert again.levels == [1]
    assert opted_out(10).calls(10).each(person=counting(1)).judge(AFTER).levels == [1, 2]


def test_ten_people_in_more_than_a_day_are_a_warning_only() -> None:
    calls = opted_out(10).attempts(10).each(person=counting(1))
    assert calls.at(*["1h"] * 9, "24h").judge(AFTER).levels == [1, 2]
    assert calls.at(*["23m"] * 9, "86399999ms").judge(AFTER).levels == [1, 2]
    assert calls.at(*["23m"] * 9, "24h").judge(AFTER).levels == [1]


def test_an_opt_out_holds_from_the_moment_on_at_which_it_was_said() -> None:
    call = account().ends(1).opt_outs(1).at("10m").attempts(1).each(person=1)
    assert not call.at("10m").judge(AFTER)
    assert call.at("600001ms").judge(AFTER).at == [3]


def test_it_holds_for_good() -> None:
    assert opted_out(1).pause("400d").calls(1).each(person=1).judge(AFTER).at == [22]
    twice = opted_out(1).opt_outs(1).calls(1).each(person=1)
    assert twice.judge(AFTER).at == [23]


def test_only_those_whom_the_account_has_called_can_opt_out() -> None:
    assert not account().opt_outs(5).calls(5).each(person=counting(1)).judge(AFTER)
    strangers = opted_out(0).opt_outs(5).each(stranger=True).calls(5).each(person=counting(1), stranger=True)
    assert not strangers.judge(AFTER)


def test_only_those_called_within_thirty_days_can_opt_out() -> None:
    assert account().ends(1).pause("29d").opt_outs(1).calls(1).each(person=1).judge(AFTER)
    assert not account().ends(1).pause("30d").opt_outs(1).calls(1).each(person=1).judge(AFTER)


def test_a_number_written_in_two_ways_is_one() -> None:
    number = "+12125550123"
    story = account().ends(1).each(callee=number).opt_outs(1).each(callee=f"tel:{number}")
    assert story.calls(1).each(callee=number).judge(AFTER).at == [3]


def test_a_call_that_was_up_when_they_opted_out_was_before_it() -> None:
    story = account().ends(1).opt_outs(1).at("10m").ends(1).at("11m")
    assert not story.each(person=1, ring=0, talk="60s").judge(AFTER)
    assert story.each(person=1, ring=0, talk=59_999).judge(AFTER).at == [3]


def test_an_attempt_and_its_end_are_one_call() -> None:
    assert opted_out(1).calls(1).each(person=1).judge(AFTER).last.summary.startswith("1 call within")
    assert opted_out(1).pause("5m").ends(1).each(person=1).judge(AFTER).at == [22]


def test_an_opt_out_that_is_reported_late_holds_from_then_on_for_calls_after_it() -> None:
    late = account().ends(1).opt_outs(1).each(late="1h").calls(2).each(person=1).at("10m", "2h")
    found = late.judge(AFTER)
    assert (found.at, found.evidence[PEOPLE].observed) == ([4], 1)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_they_may_call_the_account_themselves(direction: str) -> None:
    assert not opted_out(10).calls(20).each(person=counting(1), direction=direction).judge(AFTER)


def test_emergency_centres_cannot_opt_out() -> None:
    assert not account().ends(1).opt_outs(1).each(callee="911").calls(1).each(callee="911").judge(AFTER)
    called = account().ends(1).each(callee="911").opt_outs(1).each(callee="911")
    assert not called.calls(1).each(callee="911").judge(AFTER)


def test_an_account_needs_no_record_to_be_judged() -> None:
    assert stranger().ends(1).opt_outs(1).calls(1).each(person=1).judge(AFTER).at == [3]
