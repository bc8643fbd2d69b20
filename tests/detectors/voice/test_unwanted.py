"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import START, Story, account, counting, first, in_turn, ms, stranger

UNWANTED = "voice.unwanted"
PEOPLE, SHARE = "unhappy_people_in_24_hours", "unhappy_share_in_24_hours"
STORY = account("pest").calls(200, every="5s").pause("5m").complaints(20)


def reached(people: int) -> Story:
    """People who answered."""
    return account().ends(people, every="5s")


def test_ten_people_of_two_hundred_who_complain_are_a_warning_and_more_are_to_be_stopped() -> None:
    found = STORY.judge(UNWANTED)
    assert (found.levels, found.at) == ([1, 2], [210, 211])
    warned, stopped = ({figure.metric: figure for figure in alert.evidence} for alert in found.alerts)
    assert (warned[PEOPLE].observed, warned[PEOPLE].limit, warned[PEOPLE].unit) == (10, 10, "people")
    assert (warned[SHARE].k, warned[SHARE].n, warned[SHARE].limit) == (10, 200, 0.01)
    assert (stopped[SHARE].k, stopped[SHARE].n, stopped[SHARE].limit) == (11, 200, 0.03)
    assert found.last.summary == (
        "11 of 200 people reached within 24 hours complained or rejected the call as unwanted (SIP 607)."
    )


def test_nine_people_can_be_wrong() -> None:
    assert not reached(200).complaints(9).judge(UNWANTED)
    assert not reached(200).complaints(90).each(person=in_turn(*range(1, 10))).judge(UNWANTED)


def test_of_ninety_nine_people_nothing_can_be_said() -> None:
    assert not reached(99).complaints(50).judge(UNWANTED)
    assert reached(99).complaints(50).ends(1).each(person=100).judge(UNWANTED).at == [150, 150]
    assert not reached(99).ends(99).each(person=counting(1)).complaints(50).judge(UNWANTED)  # the same people


def test_a_share_of_one_percent_is_what_a_large_company_has() -> None:
    assert not reached(5_000).complaints(50).judge(UNWANTED)
    assert not reached(545).complaints(10).judge(UNWANTED)
    assert reached(544).complaints(10).judge(UNWANTED).levels == [1]


def test_a_share_of_three_percent_is_the_next_level() -> None:
    assert reached(183).complaints(10).judge(UNWANTED).levels == [1]
    assert reached(182).complaints(10).judge(UNWANTED).levels == [1, 2]


def test_calls_that_people_reject_as_unwanted_speak_for_them() -> None:
    rejected = reached(90).ends(10).each(talk=0, sip=607)
    assert rejected.judge(UNWANTED).at == [100, 100]
    for other in (603, 486, 600, 608, None):
        assert not reached(90).ends(40).each(talk=0, sip=other).judge(UNWANTED)


def test_who_rejects_and_complains_is_one_person() -> None:
    both = reached(150).ends(9).each(talk=0, sip=607)
    assert not both.complaints(9).each(person=counting(151)).judge(UNWANTED)
    assert both.complaints(1).judge(UNWANTED).at == [160, 160]


def test_people_who_were_called_and_did_not_answer_may_complain_of_it() -> None:
    found = reached(150).attempts(10).complaints(10).each(person=counting(151)).judge(UNWANTED)
    assert (found.at[0], found.evidence[SHARE].k, found.evidence[SHARE].n) == (170, 10, 160)


def test_strangers_cannot_talk_an_account_down() -> None:
    assert not reached(200).complaints(100).each(stranger=True).judge(UNWANTED)
    assert not reached(200).complaints(9).complaints(100).each(stranger=True).judge(UNWANTED)


def test_who_is_called_only_afterwards_complained_as_a_stranger() -> None:
    assert not account().complaints(50).ends(200, every="5s").judge(UNWANTED)


def test_only_people_called_within_thirty_days_can_complain() -> None:
    fresh = reached(12).pause("29d").ends(200, every="5s").complaints(12)
    assert fresh.judge(UNWANTED)
    old = reached(12).pause("30d").ends(200, every="5s").complaints(12)
    assert not old.judge(UNWANTED)


def test_the_day_that_counts_is_that_of_the_complaint() -> None:
    complaints = reached(20).complaints(10)
    later = [f"{i}m" for i in range(600, 700)]
    for last, found in (("86399999ms", [30, 30]), ("24h", [])):
        assert complaints.at(*["23m"] * 9, last).ends(100).at(*later).judge(UNWANTED).at == found


def test_a_person_who_complains_counts_as_reached_whenever_the_call_was() -> None:
    found = reached(20).pause("25h").ends(100, every="5s").complaints(10).judge(UNWANTED)
    assert (found.evidence[SHARE].k, found.evidence[SHARE].n) == (10, 110)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_whom_the_account_did_not_call_it_did_not_disturb(direction: str) -> None:
    others = account().ends(200, every="5s").each(direction=direction)
    assert not others.complaints(100).judge(UNWANTED)
    assert not reached(100).ends(100).each(direction=direction, talk=0, sip=607).judge(UNWANTED)


def test_emergency_centres_are_nobody_who_could_complain() -> None:
    helped = reached(200).ends(20).each(callee="911", talk=0, sip=607)
    assert not helped.judge(UNWANTED)
    assert not reached(200).ends(1).each(callee="911").complaints(20).each(callee="911").judge(UNWANTED)


def test_an_account_needs_no_record_to_be_judged() -> None:
    assert stranger().ends(200, every="5s").complaints(10).judge(UNWANTED).at == [210]


def test_a_complaint_that_is_reported_late_counts_when_it_was_made() -> None:
    story = reached(200).complaints(10).each(late=first(1, "2h"))
    assert story.judge(UNWANTED).at == [201]
    assert story.judge(UNWANTED).last.ts == START + ms("1000s")
