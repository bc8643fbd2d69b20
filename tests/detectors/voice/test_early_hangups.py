"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import account, first, one_in

EARLY = "voice.early-hangups"
STORY = account("dropper").calls(300).each(ring="4s", given_up=one_in(3))


def test_a_dialer_that_drops_a_third_of_its_calls_is_reported() -> None:
    found = STORY.judge(EARLY)
    assert found.levels == [1]
    share = found.evidence["early_hangup_share_in_24_hours"]
    assert (share.k, share.n, share.limit) == (34, 100, 0.2)
    assert share.lower is not None
    assert share.lower > 0.2


def test_people_who_misdial_now_and_then_are_not() -> None:
    assert not account().calls(300).each(ring="4s", given_up=one_in(20)).judge(EARLY)


def test_calls_that_rang_long_enough_are_given_up_for_good_reason() -> None:
    assert account().calls(300).each(ring="15s", given_up=one_in(3)).judge(EARLY)
    assert not account().calls(300).each(ring="15001ms", given_up=one_in(3)).judge(EARLY)


def test_servers_that_fail_are_not_the_callers_doing() -> None:
    assert not account().calls(300).each(ring="4s", given_up=True, sip=503).judge(EARLY)


def test_ringing_of_unknown_length_counts_as_none() -> None:
    assert account().calls(300).each(ring=None, given_up=one_in(3)).judge(EARLY)


def test_callees_who_decline_are_not_the_callers_doing() -> None:
    assert not account().calls(300).each(ring="4s", talk=0, hangup="callee").judge(EARLY)
    assert not account().calls(300).each(ring="4s", talk=0, hangup="network").judge(EARLY)


def test_ninety_nine_calls_are_too_few_to_judge() -> None:
    dropped = account().ends(99).each(given_up=True)
    assert not dropped.judge(EARLY)
    assert dropped.ends(1).judge(EARLY).at == [100]


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_what_others_give_up_on_does_not_count(direction: str) -> None:
    assert not account().calls(300).each(ring="4s", given_up=True, direction=direction).judge(EARLY)


def test_yesterday_is_forgotten_pane_by_pane() -> None:
    dropped = account().ends(99, every=0).each(given_up=True)
    assert dropped.ends(1).at("23h").judge(EARLY)
    assert not dropped.ends(1).at("24h").judge(EARLY)


def test_an_account_may_have_a_limit_of_its_own_for_a_time() -> None:
    dropper = account(limits={"early_hangup_share": [{"value": 0.5, "from": 0}]})
    assert not dropper.ends(300).each(given_up=one_in(3)).judge(EARLY)
    assert (
        dropper.ends(300).each(given_up=first(250)).judge(EARLY).evidence["early_hangup_share_in_24_hours"].limit == 0.5
    )
