"""Told as stories: what an account writes, and what is said of it."""

from detectors.policy import load
from streams.enforcement.ladder import recommended
from streams.privacy import pseudonym
from tests.message_stories import account
from tests.stories import in_turn, one_in
from tests.story_calls import AS_USUAL

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


FORMS = ("911", "tel:911", "tel:911;phone-context=+1", "sip:911@carrier.example;user=phone")


def test_texts_to_an_emergency_number_are_the_worst_there_is_however_it_is_written() -> None:
    found = account().messages(300, every="1s").each(callee=in_turn(*FORMS)).judge(FLOODING)
    assert (found.levels, [alert.severity for alert in found.alerts]) == ([1, 2], ["critical", "critical"])
    assert found.last.subject.value == "911"
    assert found.last.summary.endswith("Messages to emergency numbers are among them.")
    assert account().messages(60, every="1s").each(callee="urn:service:sos.fire").judge(FLOODING).at == [60]


def test_whoever_texts_for_help_is_not_held_up() -> None:
    row = load().detectors[FLOODING]
    assert [recommended(row, level, None, emergency_calls=True) for level in (1, 2)] == ["warn", "warn"]
    assert [recommended(row, level, None, emergency_calls=False) for level in (1, 2)] == ["throttle", "suspend"]


def test_one_text_for_help_makes_nothing_else_critical() -> None:
    sent = account().messages(11, every="1s").each(sender="EVIL", callee=one_in(11, "911", otherwise=AS_USUAL))
    assert sent.judge("sms.unowned-sender").last.severity == "high"


def test_other_short_codes_are_somebody_as_any() -> None:
    found = account().messages(60, every="1s").each(callee="60611").judge(FLOODING)
    assert (found.at, found.last.severity) == ([60], "medium")
    assert found.last.subject.value == pseudonym("60611", "")
    assert account().messages(60, every="1s").each(callee=in_turn("1000", "tel:1000")).judge(FLOODING).at == [60]
    hosted = account().messages(118, every="1s").each(callee=in_turn("sip:1000@a.example", "sip:1000@b.example"))
    assert not hosted.judge(FLOODING)
