"""Told as stories: what an account writes, and what is said of it."""

from typing import Unpack

from tests.message_stories import Correspondence, Traits, account

LOOP = "sms.loop"


def talk(turns: int, every: str = "10s", **who: Unpack[Traits]) -> Correspondence:
    story = account("echo")
    for i in range(turns):
        story = story.messages(1, every) if i % 2 == 0 else story.replies(1, every)
        story = story.each(person=1, body="Thank you for your message.").each(**who)
    return story


STORY = talk(80)


def test_thirty_messages_in_turns_are_two_machines() -> None:
    found = STORY.judge(LOOP)
    assert (found.levels, found.at) == ([1], [30])
    assert found.evidence["messages_in_turns"].observed == 30


def test_whoever_takes_longer_may_be_a_person() -> None:
    assert talk(40, "30s").judge(LOOP)
    assert not talk(40, "30001ms").judge(LOOP)


def test_who_texts_for_help_may_do_so_for_long() -> None:
    assert talk(80, callee="60611").judge(LOOP)
    assert not talk(80, callee="911").judge(LOOP)


def test_who_writes_twice_breaks_the_turns() -> None:
    twice = talk(20).messages(1).each(person=1)
    assert not twice.messages(1).each(person=1).judge(LOOP)
    assert not talk(29).judge(LOOP)
