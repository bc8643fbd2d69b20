"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import Story, account, in_turn, one_in, stranger

JUNK = "voice.junk-voicemail"
PEOPLE, SHARE = "people_left_the_same_voicemail_in_1_hour", "voicemail_share_of_answered_calls_in_1_hour"


def left(people: int, every: str = "10s") -> Story:
    """The same recording, left with one after the other."""
    return account("drops").ends(people, every).each(voicemail=True, talk="25s", answered_by="machine")


STORY = left(100)


def test_fifty_people_with_the_same_voicemail() -> None:
    found = STORY.judge(JUNK)
    assert (found.levels, found.at) == ([1], [50])
    assert (found.evidence[PEOPLE].observed, found.evidence[PEOPLE].limit) == (50, 50)
    share = found.evidence[SHARE]
    assert (share.k, share.n, share.limit) == (50, 50, 0.5)
    assert not left(49).judge(JUNK)


def test_people_are_counted_and_not_voicemails() -> None:
    assert not left(200).each(person=in_turn(*range(1, 50))).judge(JUNK)


def test_a_tenth_more_or_less_is_the_same_and_more_is_not() -> None:
    assert left(50).each(talk=in_turn("20s", "18s", "20s", "22s", "20s")).judge(JUNK).at == [50]
    for other in ("17999ms", "22001ms"):
        odd = left(55).each(talk=one_in(5, other, "20s"))
        assert not odd.judge(JUNK)
        assert left(63).each(talk=one_in(5, other, "20s")).judge(JUNK).at == [62]


def test_people_who_say_what_they_have_to_say_take_different_times() -> None:
    assert not left(300).each(talk=in_turn(*(f"{seconds}s" for seconds in range(5, 65, 3)))).judge(JUNK)


def test_the_recording_may_change() -> None:
    """The median is of the last 64: a second recording is alike once it is most of these."""
    changed = left(40, "1s").ends(60, "1s").each(voicemail=True, talk="60s", answered_by="machine")
    assert changed.judge(JUNK).at == [82]


def test_where_people_are_reached_too_a_voicemail_is_what_is_left_of_a_call() -> None:
    talks = account().ends(33).each(talk="60s")
    busy = talks.ends(50).each(voicemail=True, talk="25s")
    assert not busy.judge(JUNK)  # 50 of 83: the lower bound is 49.5 %
    assert account().ends(32).ends(50).each(voicemail=True, talk="25s").judge(JUNK).at == [82]


def test_calls_that_nobody_took_say_nothing() -> None:
    assert account().ends(100).each(talk="0s").ends(50).each(voicemail=True, talk="25s").judge(JUNK).at == [150]


def test_one_left_without_ringing_counts_too() -> None:
    ringless = left(50).each(talk="0s")
    assert (ringless.judge(JUNK).at, ringless.judge(JUNK).evidence[SHARE].n) == ([50], 50)


def test_what_was_left_more_than_an_hour_ago_does_not_count() -> None:
    calls = left(50)
    assert calls.at(*["59s"] * 49, "3599999ms").judge(JUNK)
    assert not calls.at(*["59s"] * 49, "60m").judge(JUNK)


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_what_others_leave_with_the_account_is_theirs(direction: str) -> None:
    assert not STORY.each(direction=direction).judge(JUNK)


def test_a_campaign_behind_it_is_what_to_stop() -> None:
    assert STORY.each(campaign="spring").judge(JUNK).scope == ("campaign", "spring")
    assert stranger().ends(50).each(voicemail=True, talk="25s").judge(JUNK)


def test_an_account_that_was_quiet_for_62_days_begins_anew() -> None:
    def another(pause: str) -> Story:
        return left(64).pause(pause).ends(50).each(voicemail=True, talk="50s", answered_by="machine")

    assert another("61d").judge(JUNK).at == [50]  # the median is that of the first recording for a while
    assert another("63d").judge(JUNK).at == [50, 114]
