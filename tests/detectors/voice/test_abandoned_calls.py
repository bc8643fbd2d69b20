"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import Story, account, in_turn, one_in

ABANDONED = "voice.abandoned-calls"
SHARE, PERHAPS = "abandoned_share_in_30_days", "perhaps_abandoned_share_in_30_days"


def dialer(calls: int, every: str = "10s") -> Story:
    """A contact center whose agents are on the line 0.9 s after the answer."""
    return (
        account("center", use="contact-center").calls(calls, every).each(dialer=True, agent="900ms", campaign="spring")
    )


STORY = dialer(600).each(agent=one_in(10, None, otherwise="900ms"))


def test_a_dialer_that_has_no_agent_for_one_in_ten_is_to_be_stopped() -> None:
    found = STORY.judge(ABANDONED)
    assert found.levels == [1, 2, 1, 2]
    assert [alert.subject.kind for alert in found.alerts] == ["account"] * 2 + ["campaign"] * 2
    assert found.last.subject.value == "spring"
    assert (found.evidence[SHARE].lower or 0) > 0.03


def test_two_percent_are_within_the_rule() -> None:
    assert not dialer(1000).each(agent=one_in(50, None, otherwise="900ms")).judge(ABANDONED)


def test_a_bad_campaign_is_named_although_the_account_as_a_whole_is_within_the_rule() -> None:
    good = dialer(3000, "1s")
    bad = good.calls(150).each(dialer=True, agent=one_in(10, None, otherwise="900ms"), campaign="autumn")
    assert [(a.subject.kind, a.subject.value) for a in bad.judge(ABANDONED).alerts] == [("campaign", "autumn")] * 2


def test_an_account_is_judged_where_its_campaigns_are_too_small_to_be() -> None:
    many = dialer(200).each(agent=None, campaign=in_turn("a", "b", "c", None))
    assert {alert.subject.kind for alert in many.judge(ABANDONED).alerts} == {"account"}


@pytest.mark.parametrize("innocent", ["machine", "fax", None])
def test_only_people_can_be_abandoned(innocent: str | None) -> None:
    assert not dialer(400).each(agent=None, answered_by=innocent).judge(ABANDONED)


def test_recordings_need_no_agent_and_calls_by_hand_have_one() -> None:
    assert not dialer(400).each(agent=None, treatment="message").judge(ABANDONED)
    assert not dialer(400).each(agent=None, dialer=False).judge(ABANDONED)


def test_an_agent_has_two_seconds_from_the_end_of_the_greeting() -> None:
    assert not dialer(200).each(agent="5s", greeting="3s").judge(ABANDONED)
    assert dialer(200).each(agent=5_001, greeting="3s").judge(ABANDONED).level == 2


def test_a_greeting_that_nobody_measured_leaves_a_doubt_that_only_warns() -> None:
    doubtful = dialer(200).each(agent=in_turn("900ms", "4s")).judge(ABANDONED)
    assert set(doubtful.levels) == {1}
    assert (doubtful.evidence[SHARE].k, doubtful.evidence[PERHAPS].k) == (0, 50)
    assert dialer(200).each(agent=in_turn("900ms", 4_001)).judge(ABANDONED).level == 2
    assert not dialer(200).each(agent="2s").judge(ABANDONED)


def test_one_of_twenty_is_too_little_to_judge() -> None:
    assert not dialer(20).each(agent=one_in(20, None, otherwise="900ms")).judge(ABANDONED)


def test_a_slow_dialer_is_judged_over_thirty_days() -> None:
    slow = account().ends(100, every="7h").each(dialer=True, agent=None)
    assert slow.judge(ABANDONED).at == [100, 100]
    too_slow = account().ends(130, every="8h").each(dialer=True, agent=None)
    assert not too_slow.judge(ABANDONED)
