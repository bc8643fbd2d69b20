"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import account, dates, first, one_in

SHORT = "voice.short-calls"
SHARE = "short_call_share_in_24_hours"
STORY = account("robocaller").calls(300).each(talk=one_in(2, "3s"))


def test_calls_that_every_other_callee_ends_at_once_are_to_be_stopped() -> None:
    found = STORY.judge(SHORT)
    assert (found.levels, found.at[0]) == ([1, 2], found.at[1])
    warned, stopped = (alert.evidence[0] for alert in found.alerts)
    assert (warned.k, warned.n, warned.limit) == (51, 100, 0.15)
    assert (stopped.k, stopped.n, stopped.limit) == (51, 100, 0.3)
    assert [alert.summary.split("; ")[1] for alert in found.alerts] == ["15% may.", "30% may."]


def test_a_share_just_over_the_limit_is_found_and_one_at_it_is_not() -> None:
    assert account().ends(100).each(talk=first(22, "3s")).judge(SHORT).levels == [1]
    assert not account().ends(100).each(talk=first(21, "3s")).judge(SHORT)
    assert account().ends(100).each(talk=first(39, "3s")).judge(SHORT).levels == [1, 2]
    assert account().ends(100).each(talk=first(38, "3s")).judge(SHORT).levels == [1]


def test_an_account_that_may_have_more_short_calls_is_held_to_that_at_both_levels() -> None:
    bot = account(limits={"short_share": 0.35})
    found = bot.ends(200).each(talk=first(90, "3s")).judge(SHORT)
    assert found.levels == [1, 2]
    assert {alert.evidence[0].limit for alert in found.alerts} == {0.35}
    assert not bot.ends(100).each(talk=first(40, "3s")).judge(SHORT)


def test_a_quarter_of_short_calls_is_a_warning() -> None:
    found = account().ends(400).each(talk=one_in(4, "3s")).judge(SHORT)
    assert found.levels == [1]
    assert 0.15 < (found.evidence[SHARE].lower or 0) <= 0.3


def test_a_warning_becomes_worse_once_it_gets_worse() -> None:
    found = account().ends(400).each(talk=one_in(4, "3s")).ends(400).each(talk="3s").judge(SHORT)
    assert found.levels == [1, 2]
    assert found.at[0] <= 400 < found.at[1]
    assert (found.evidence[SHARE].lower or 0) > 0.3


def test_ordinary_business_has_a_few_short_calls() -> None:
    assert not account().calls(600).each(talk=one_in(10, "3s")).judge(SHORT)


@pytest.mark.parametrize(("talk", "short"), [("6s", True), ("6001ms", False), (1, True)])
def test_six_seconds_are_short_and_more_are_not(talk: str, *, short: bool) -> None:
    assert bool(account().ends(100).each(talk=talk).judge(SHORT)) is short


def test_calls_that_the_network_drops_do_not_count_at_all() -> None:
    assert not account().calls(400).each(talk="3s", hangup="network").judge(SHORT)
    lucky = account().ends(99).each(talk="3s").ends(300).each(hangup="network")
    assert not lucky.judge(SHORT)
    assert lucky.ends(1).judge(SHORT).at == [400, 400]


def test_calls_that_nobody_answers_do_not_count() -> None:
    assert not account().calls(400).each(talk=0).judge(SHORT)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_what_callers_of_the_account_do_is_not_its_doing(direction: str) -> None:
    assert not account().calls(400).each(talk="3s", direction=direction).judge(SHORT)


def test_a_declared_event_covers_what_it_allows_and_no_more() -> None:
    event = {"id": "campaign-day", "status": "agreed", **dates("0s", "1d"), "limits": {"short_share": 0.28}}
    caller = account(declared=[event]).ends(400).each(talk=first(90, "3s"))
    covered = account(declared=[event]).ends(400).each(talk=one_in(4, "3s")).judge(SHORT)
    assert (covered.levels, covered.last.declared, covered.evidence[SHARE].limit) == ([0], "campaign-day", 0.15)
    assert caller.judge(SHORT).levels == [1, 2]
    refused = caller.knowing(declared=[event | {"status": "refused"}]).judge(SHORT)
    assert (refused.levels, refused.last.declared) == ([1, 2], None)
