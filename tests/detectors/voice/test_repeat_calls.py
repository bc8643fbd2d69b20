"""Told as stories: what an account does, and what is said of it."""

import pytest

from streams.privacy import pseudonym
from tests.stories import FOREIGN, HELD, Story, account, in_turn, one_in, stranger

REPEAT = "voice.repeat-calls"
HOUR, DAY = "unanswered_calls_in_1_hour", "unanswered_calls_in_24_hours"
SOMEBODY = "+12125550123"
STORY = account("insistent").calls(40, every="5m").each(person=1, talk=0, hangup="caller")


def unanswered(calls: int, every: str = "5m") -> Story:
    """Calls to somebody who is not at home."""
    return account().ends(calls, every).each(callee=SOMEBODY, talk=0, hangup="caller")


def test_the_sixth_call_within_an_hour_to_somebody_who_does_not_answer_is_one_too_many() -> None:
    found = STORY.judge(REPEAT)
    assert (found.levels, found.at) == ([1], [6])
    assert (found.evidence[HOUR].observed, found.evidence[HOUR].limit) == (6, 5)
    assert (found.evidence[DAY].observed, found.evidence[DAY].limit) == (6, 20)
    assert found.last.summary == (
        "6 unanswered calls within an hour and 6 within 24 hours went from one number to the same destination; "
        "5 and 20 may."
    )
    assert not unanswered(5).judge(REPEAT)


def test_the_twenty_first_within_a_day_is_one_too_many_however_far_apart_they_are() -> None:
    found = unanswered(30, every="70m").judge(REPEAT)
    assert found.at == [21]
    assert (found.evidence[HOUR].observed, found.evidence[DAY].observed) == (1, 21)
    assert not unanswered(20, every="70m").judge(REPEAT)


def test_the_one_too_many_comes_too_late_once_the_first_has_left() -> None:
    six = unanswered(6)
    assert six.at(*["59s"] * 5, "3599999ms").judge(REPEAT)
    assert not six.at(*["59s"] * 5, "60m").judge(REPEAT)
    often = unanswered(21)
    rare = [f"{70 * i}m" for i in range(20)]
    assert often.at(*rare, "86399999ms").judge(REPEAT).at == [21]
    assert not often.at(*rare, "24h").judge(REPEAT)


def test_it_is_about_one_person_whose_number_nobody_is_told() -> None:
    alert = unanswered(6).judge(REPEAT).last
    assert (alert.subject.kind, alert.subject.value) == ("destination", pseudonym(SOMEBODY, ""))
    assert alert.to_block == alert.subject


def test_people_are_told_apart_and_so_are_the_numbers_that_call_them() -> None:
    calls = unanswered(10, every="1m")
    assert not calls.each(callee=in_turn(SOMEBODY, FOREIGN)).judge(REPEAT)
    assert not calls.each(caller=in_turn(HELD, FOREIGN)).judge(REPEAT)
    both = unanswered(12, every="1m").each(callee=in_turn(SOMEBODY, FOREIGN)).judge(REPEAT)
    assert both.at == [11, 12]
    assert {alert.subject.value for alert in both.alerts} == {pseudonym(SOMEBODY, ""), pseudonym(FOREIGN, "")}


def test_a_number_written_in_two_ways_is_one() -> None:
    calls = unanswered(6).each(callee=in_turn(SOMEBODY, f"tel:{SOMEBODY};ext=5"), caller=in_turn(HELD, f"tel:{HELD}"))
    assert calls.judge(REPEAT).at == [6]


def test_calls_that_are_answered_do_not_count_however_many_they_are() -> None:
    assert not unanswered(40).each(talk="1s").judge(REPEAT)
    assert unanswered(11).each(talk=in_turn(0, "60s")).judge(REPEAT).at == [11]
    assert not unanswered(9).each(talk=in_turn(0, "60s")).judge(REPEAT)


def test_whoever_ends_the_call_it_was_not_answered() -> None:
    for hangup in ("caller", "callee", "network", None):
        assert unanswered(6).each(hangup=hangup).judge(REPEAT)


def test_a_company_that_tries_everybody_three_times_a_day_is_left_alone() -> None:
    customers = in_turn(*range(1, 41))
    assert not account().calls(120, every="5m").each(person=customers, talk=one_in(3, "90s", otherwise=0)).judge(REPEAT)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_who_calls_the_account_in_vain_is_not_its_doing(direction: str) -> None:
    assert not unanswered(40).each(direction=direction).judge(REPEAT)


def test_calls_for_help_do_not_count() -> None:
    assert not unanswered(40).each(callee="911").judge(REPEAT)
    assert unanswered(40).each(callee="+1911").judge(REPEAT)


def test_attempts_that_have_not_ended_may_still_be_answered() -> None:
    assert not account().attempts(40, every="1m").each(callee=SOMEBODY).judge(REPEAT)


def test_withheld_numbers_are_one_caller_and_no_record_is_needed() -> None:
    assert stranger().ends(6).each(callee=SOMEBODY, talk=0, caller="anonymous").judge(REPEAT).at == [6]


def test_a_call_that_is_reported_late_counts_when_it_ended() -> None:
    six = unanswered(6)
    assert six.at(*["60m"] * 5, "60s").judge(REPEAT).at == [6]
    assert not six.at(*["60m"] * 5, "59s").judge(REPEAT)


def test_it_is_said_again_only_after_a_quiet_day() -> None:
    again = STORY.pause("20h").ends(6, every="1m").each(person=1, talk=0)
    assert again.judge(REPEAT).at == [6]
    later = STORY.pause("25h").ends(6, every="1m").each(person=1, talk=0)
    assert later.judge(REPEAT).at == [6, 46]
