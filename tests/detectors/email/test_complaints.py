"""Told as stories: what an account mails, and what is said of it."""

from tests.mail_stories import account
from tests.stories import counting, first, in_turn

COMPLAINTS = "email.complaints"
PEOPLE, SHARE = "people_who_complained_in_7_days", "complaint_share_in_7_days"
STORY = account("pest").mails(1_000, every="2s").pause("5m").grievances(12)


def test_three_people_of_a_thousand_are_a_warning_and_ten_are_to_be_stopped() -> None:
    found = STORY.judge(COMPLAINTS)
    assert (found.levels, found.at) == ([1, 2], [1_003, 1_010])
    assert (found.evidence[PEOPLE].observed, found.evidence[PEOPLE].limit) == (10, 10)
    assert (found.evidence[SHARE].k, found.evidence[SHARE].n, found.evidence[SHARE].limit) == (10, 1_000, 0.005)


def test_two_people_can_be_wrong() -> None:
    assert not account().mails(200).grievances(2).judge(COMPLAINTS)
    assert account().mails(200).grievances(3).judge(COMPLAINTS).levels == [1]
    assert not account().mails(200).grievances(50).each(person=in_turn(1, 2)).judge(COMPLAINTS)


def test_of_a_hundred_and_ninety_nine_people_nothing_can_be_said() -> None:
    assert not account().mails(199).grievances(50).judge(COMPLAINTS)
    assert account().mails(199).grievances(50).mails(1).judge(COMPLAINTS).at == [250, 250]
    assert not account().mails(400).each(person=in_turn(*range(1, 200))).grievances(50).judge(COMPLAINTS)


def test_only_what_was_delivered_counts() -> None:
    assert not account().mails(300).each(outcome=first(199, "delivery", None)).grievances(50).judge(COMPLAINTS)
    late = account().mails(1).mails(199).each(outcome=None).pause("1h").grievances(200)
    assert late.judge(COMPLAINTS).at == [400, 400]  # who complains has got it


def test_only_people_who_were_written_to_or_delivered_to_can_complain() -> None:
    assert not account().mails(300).grievances(50).each(stranger=True).judge(COMPLAINTS)
    old = account().mails(12).pause("30d").mails(300).each(person=counting(13)).grievances(12)
    assert not old.each(about=counting(1)).judge(COMPLAINTS)
    recent = account().mails(12).pause("29d").mails(300).each(person=counting(13)).grievances(12)
    assert recent.judge(COMPLAINTS)


def test_seven_days_count() -> None:
    story = account().mails(200, every="1s").grievances(2)
    assert story.pause("6d").grievances(1).each(person=3).judge(COMPLAINTS).at == [203]
    assert not story.pause("7d").grievances(1).each(person=3).judge(COMPLAINTS)


def test_a_campaign_behind_nearly_all_is_what_to_block() -> None:
    two = account().mails(1_000, every="2s").each(campaign="sale").grievances(12).each(campaign="sale")
    assert two.judge(COMPLAINTS).scope == ("campaign", "sale")
