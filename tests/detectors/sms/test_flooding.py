"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import account
from tests.stories import in_turn

FLOODING = "sms.flooding"
STORY = account("alarm").messages(300, every="1s").each(person=7)


def test_sixty_messages_to_one_person_are_too_many_and_three_hundred_a_flood() -> None:
    found = STORY.judge(FLOODING)
    assert (found.levels, found.at) == ([1, 2], [60, 300])
    assert found.last.subject.kind == "destination"
    assert found.last.subject.value.isalnum()


def test_whatever_the_sender() -> None:
    assert STORY.each(person=7, sender=in_turn("+13125550100", "ACME")).judge(FLOODING).at == [60, 300]


def test_several_people_are_no_flood() -> None:
    assert not account().messages(118, every="1s").each(person=in_turn(1, 2)).judge(FLOODING)


def test_within_ten_minutes() -> None:
    assert not account().messages(80, every="11s").each(person=7).judge(FLOODING)
