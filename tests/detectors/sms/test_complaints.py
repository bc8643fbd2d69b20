"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import account

COMPLAINTS = "sms.complaints"
STORY = account("pest").messages(1_000, every="2s").pause("5m").grievances(12)


def test_three_people_of_a_thousand_are_a_warning_and_ten_are_to_be_stopped() -> None:
    found = STORY.judge(COMPLAINTS)
    assert (found.levels, found.at) == ([1, 2], [1_003, 1_010])
    assert found.evidence["people_who_complained_in_24_hours"].limit == 10
    share = found.evidence["complaint_share_in_24_hours"]
    assert (share.k, share.n, share.limit) == (10, 1_000, 0.005)


def test_two_people_can_be_wrong() -> None:
    assert not account().messages(100).grievances(2).judge(COMPLAINTS)
    assert account().messages(100).grievances(3).judge(COMPLAINTS).levels == [1]


def test_one_person_who_complains_again_and_again_is_one() -> None:
    assert not account().messages(100).grievances(50).each(person=1).judge(COMPLAINTS)


def test_strangers_cannot_talk_an_account_down() -> None:
    assert not account().messages(100).grievances(50).each(stranger=True).judge(COMPLAINTS)
