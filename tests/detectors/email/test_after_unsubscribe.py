"""Told as stories: what an account mails, and what is said of it."""

from tests.mail_stories import account
from tests.stories import counting

AFTER = "email.after-unsubscribe"
STORY = account("deaf").mails(40).unsubscriptions(20).pause("49h").mails(40).each(person=counting(1))
ONE = account().mails(1).unsubscriptions(1).pause("-10s")  # at ten seconds


def test_the_first_mail_to_somebody_who_unsubscribed_is_one_too_many() -> None:
    found = STORY.judge(AFTER)
    assert (found.levels, found.at) == ([1, 2], [61, 70])
    people = found.evidence["unsubscribed_people_written_to_in_7_days"]
    assert (people.observed, people.limit) == (10, 10)


def test_it_has_to_be_heeded_after_forty_eight_hours() -> None:
    assert not ONE.pause("48h").mails(1).each(person=1).judge(AFTER)
    assert ONE.pause("172800001ms").mails(1).each(person=1).judge(AFTER).levels == [1]
    assert ONE.pause("400d").mails(1).each(person=1).judge(AFTER).levels == [1]


def test_receipts_may_still_be_sent() -> None:
    for way in ("none", None):
        assert not ONE.pause("49h").mails(1).each(person=1, unsubscribe=way).judge(AFTER)
        assert ONE.knowing(use="marketing").pause("49h").mails(1).each(person=1, unsubscribe=way).judge(AFTER)
    assert ONE.pause("49h").mails(1).each(person=1, unsubscribe="link").judge(AFTER)


def test_who_leaves_a_campaign_has_left_that_one() -> None:
    sent = account().mails(1).each(campaign="sale")
    left = sent.unsubscriptions(1).each(campaign="sale").pause("49h")
    assert left.mails(1).each(person=1, campaign="sale").judge(AFTER)
    assert not left.mails(1).each(person=1, campaign="news").judge(AFTER)
    assert not left.mails(1).each(person=1).judge(AFTER)
    everything = sent.unsubscriptions(1).pause("49h")
    assert everything.mails(1).each(person=1, campaign="news").judge(AFTER)


def test_what_is_said_again_does_not_begin_anew() -> None:
    assert ONE.pause("47h").unsubscriptions(1).pause("2h").mails(1).each(person=1).judge(AFTER)


def test_strangers_cannot_unsubscribe() -> None:
    nobody = account().mails(1).unsubscriptions(1).each(person=2, about=7).pause("49h")
    assert not nobody.mails(1).each(person=2).judge(AFTER)


def test_every_recipient_of_one_mail_is_somebody() -> None:
    left = account().mails(20).unsubscriptions(12).pause("49h")
    found = left.mails(1).each(people=list(range(1, 21))).judge(AFTER)
    assert (found.levels, found.at) == ([1, 2], [33, 33])
    assert found.last.samples == (found.last.crossing,)
