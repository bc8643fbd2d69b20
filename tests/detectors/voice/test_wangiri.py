"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import Story, account, counting, in_turn, one_in, stranger

WANGIRI = "voice.wangiri"
PEOPLE, SHARE = "people_rung_once_in_1_hour", "share_of_calls_that_rang_once_in_1_hour"
STORY = account("pinger").calls(100, every="5s").each(ring="1s", given_up=True)


def rung_once(people: int, ring: str = "1s") -> Story:
    """Calls that are given up at once."""
    return account().ends(people, every="5s").each(ring=ring, given_up=True)


def test_fifty_people_who_are_rung_once_may_call_back_at_their_cost() -> None:
    found = STORY.judge(WANGIRI)
    assert (found.levels, found.at) == ([1], [50])
    assert (found.evidence[PEOPLE].observed, found.evidence[PEOPLE].limit) == (50, 50)
    share = found.evidence[SHARE]
    assert (share.k, share.n, share.limit) == (50, 50, 0.5)
    assert not rung_once(49).judge(WANGIRI)


def test_people_are_counted_and_not_calls() -> None:
    again = rung_once(49).ends(49, every="5s").each(ring="1s", given_up=True, person=counting(1))
    assert not again.judge(WANGIRI)
    found = again.ends(1).each(ring="1s", given_up=True).judge(WANGIRI)
    assert found.at == [99]
    assert (found.evidence[PEOPLE].observed, found.evidence[SHARE].k) == (50, 99)


def test_three_seconds_are_one_ring_and_more_are_not() -> None:
    assert rung_once(50, ring="3s").judge(WANGIRI)
    assert not rung_once(100, ring="3001ms").judge(WANGIRI)


def test_where_nobody_says_how_long_it_rang_the_time_to_its_release_is_taken_for_it() -> None:
    assert rung_once(50, ring="3s").each(untimed=True).judge(WANGIRI).at == [50]
    assert not rung_once(100, ring="3001ms").each(untimed=True).judge(WANGIRI)


def test_only_the_caller_gives_up() -> None:
    for hangup in ("callee", "network", None):
        assert not account().ends(100, every="5s").each(ring="1s", talk=0, hangup=hangup).judge(WANGIRI)
    assert account().ends(50, every="5s").each(ring="1s", talk=0, hangup="caller").judge(WANGIRI)
    assert not account().ends(100, every="5s").each(ring="1s", talk="1s", hangup="caller").judge(WANGIRI)


def test_it_must_be_most_of_what_the_account_does() -> None:
    assert account().ends(32, every="5s").ends(50, every="5s").each(ring="1s", given_up=True).judge(WANGIRI).at == [82]
    busy = account().ends(33, every="5s").ends(50, every="5s").each(ring="1s", given_up=True)
    assert not busy.judge(WANGIRI)  # 50 of 83: the lower bound is 49.5 %
    assert busy.ends(1).each(ring="1s", given_up=True).judge(WANGIRI).at == [84]


def test_a_call_centre_whose_agents_misdial_is_left_alone() -> None:
    assert not account().calls(700, every="5s").each(ring="1s", given_up=one_in(5)).judge(WANGIRI)


def test_an_attempt_that_has_not_ended_says_nothing() -> None:
    assert not account().attempts(100, every="5s").judge(WANGIRI)


def test_the_fiftieth_comes_too_late_once_the_first_has_left() -> None:
    calls = rung_once(50)
    assert calls.at(*["59s"] * 49, "3599999ms").judge(WANGIRI)
    assert not calls.at(*["59s"] * 49, "60m").judge(WANGIRI)


def test_a_person_who_is_rung_again_counts_from_then() -> None:
    again = account().ends(51).each(ring="1s", given_up=True, person=in_turn(*range(1, 50), 1, 50))
    assert not again.at(*["59s"] * 49, "30m", "60m").judge(WANGIRI)  # two of the last hour
    kept = account().ends(100).each(ring="1s", given_up=True, person=in_turn(*range(1, 50), *range(1, 50), 50, 51))
    assert kept.at(*["59s"] * 49, *["30m"] * 49, "60m", "60m").judge(WANGIRI).at == [99]


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_those_who_ring_the_account_once_are_others(direction: str) -> None:
    assert not rung_once(100).each(direction=direction, ring="1s", given_up=True).judge(WANGIRI)


def test_whether_calling_back_costs_more_is_told() -> None:
    shown = account().ends(50, every="5s").each(ring="1s", given_up=True, caller=one_in(2, "+19005550100"))
    assert shown.judge(WANGIRI).last.summary.endswith("25 of them showed a number of premium rate.")
    assert "premium" not in rung_once(50).judge(WANGIRI).last.summary


def test_in_an_outage_nobody_rings_once() -> None:
    assert not account().ends(300, every="5s").each(ring="0s", given_up=True, sip=503).judge(WANGIRI)
    assert account().ends(300, every="5s").each(ring="0s", given_up=True, sip=487).judge(WANGIRI)


def test_calls_for_help_do_not_count() -> None:
    calls = rung_once(50).ends(40).each(callee="911", ring="1s", given_up=True)
    assert calls.judge(WANGIRI).evidence[SHARE].n == 50
    assert not rung_once(49).ends(40).each(callee="911", ring="1s", given_up=True).judge(WANGIRI)


def test_an_account_needs_no_record_and_flash_calls_are_found_too() -> None:
    assert stranger().ends(50, every="5s").each(ring="1s", given_up=True).judge(WANGIRI)
    assert STORY.knowing(use="otp").judge(WANGIRI)  # what is recommended then is a warning
