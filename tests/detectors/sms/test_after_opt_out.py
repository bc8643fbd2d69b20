"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import account
from tests.stories import counting

AFTER = "sms.after-opt-out"
STORY = account("deaf").messages(40).pause("5m").replies(20).pause("10m").messages(40).each(person=counting(1))
ONE = account().messages(1).each(person=1).replies(1)


def test_the_first_message_to_somebody_who_opted_out_is_one_too_many() -> None:
    found = STORY.judge(AFTER)
    assert (found.levels, found.at) == ([1, 2], [61, 70])
    people = found.evidence["opted_out_people_written_to_in_24_hours"]
    assert (people.observed, people.limit) == (10, 10)


def test_one_message_may_confirm_it_within_five_minutes() -> None:
    confirmed = ONE.messages(1).each(person=1)
    assert not confirmed.judge(AFTER)
    assert confirmed.messages(1).each(person=1).judge(AFTER).at == [4]
    late = ONE.pause("-10s")
    assert not late.pause("5m").messages(1).each(person=1).judge(AFTER)
    assert late.pause("300001ms").messages(1).each(person=1).judge(AFTER)


def test_whoever_opts_in_again_may_be_written_to() -> None:
    assert not ONE.replies(1).each(body="START").pause("1h").messages(1).each(person=1).judge(AFTER)
    assert ONE.replies(1).each(body="yes").pause("1h").messages(1).each(person=1).judge(AFTER)


def test_who_opts_in_is_heard_however_long_nobody_wrote_to_them() -> None:
    back = ONE.pause("40d").replies(1).each(person=1, body="START").pause("1m").messages(1).each(person=1)
    assert not back.judge(AFTER)
    assert back.replies(1).each(person=1).pause("1h").messages(1).each(person=1).judge(AFTER).at == [6]


def test_an_opt_out_is_of_one_sender() -> None:
    other = ONE.pause("1h").messages(1).each(person=1, sender="+13125550199")
    assert not other.judge(AFTER)


def test_it_holds_for_good() -> None:
    assert ONE.pause("400d").messages(1).each(person=1).judge(AFTER)


def test_what_was_sent_before_is_no_offence_however_late_it_arrives() -> None:
    assert not ONE.pause("-15s").messages(1).each(person=1, late="1h").judge(AFTER)
