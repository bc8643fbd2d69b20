"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import account
from tests.stories import counting

OPT_OUTS = "sms.opt-outs"
STORY = account("pusher").messages(300, every="5s").pause("5m").replies(60)


def test_a_share_of_opt_outs_is_a_warning_and_twice_that_is_to_be_stopped() -> None:
    found = STORY.judge(OPT_OUTS)
    assert found.levels == [1, 2]
    share = found.evidence["opt_out_share_in_24_hours"]
    assert (share.k, share.n, share.limit) == (41, 300, 0.1)


def test_one_person_who_says_so_again_and_again_is_one() -> None:
    assert not account().messages(300).replies(200).each(person=1).judge(OPT_OUTS)


def test_strangers_cannot_talk_an_account_down() -> None:
    assert not account().messages(300).replies(200).each(stranger=True).judge(OPT_OUTS)


def test_of_ninety_nine_people_nothing_can_be_said() -> None:
    assert not account().messages(99).replies(99).judge(OPT_OUTS)
    assert account().messages(100).replies(99).judge(OPT_OUTS)


def test_only_a_whole_body_opts_out() -> None:
    asked = account().messages(300).replies(100)
    for body in ("STOP", " stop! ", "Unsubscribe.", "OPT OUT", "optout", "StopAll", "停止", "配信停止。", "ＳＴＯＰ"):
        assert asked.each(body=body).judge(OPT_OUTS), body
    other: tuple[str | None, ...] = ("please stop", "STOP it", "START", "opt  out", "", None, "stopping", "停止して")
    for text in other:
        assert not asked.each(body=text).judge(OPT_OUTS), text
    assert asked.each(opt="out").judge(OPT_OUTS)
    assert not asked.each(opt="in").judge(OPT_OUTS)


def test_only_people_written_to_within_thirty_days_can_opt_out() -> None:
    for days, heard in (("29d", True), ("31d", False)):
        story = account().messages(300).pause(days).messages(1).each(person=999).replies(100).each(person=counting(1))
        assert bool(story.judge(OPT_OUTS)) == heard, days
