"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests import mail_stories, message_stories, usage_stories
from tests.stories import START, Story, account, in_turn, ms, stranger

ACTIVE = "account.active-while-suspended"
MINUTES = "minutes_after_the_account_was_barred"


def barred(story: Story, since: str = "0s", status: str | None = "suspended") -> Story:
    """The same of an account that had lost its status by then."""
    return story.knowing(status=status, status_from=START + ms(since))


BEFORE = "-2h"  # so that the first thing that it does is too late
STORY = barred(account().calls(500, "10s"), BEFORE)
STORIES: dict[str, Story] = {
    "sms": barred(message_stories.account().messages(500, "10s"), BEFORE),
    "email": barred(mail_stories.account().mails(500, "10s"), BEFORE),
    "usage": barred(usage_stories.account().transfers(500, "10s"), BEFORE),
}
EVERY = pytest.mark.parametrize("story", [STORY, *STORIES.values()], ids=["calls", *STORIES])


@EVERY
def test_traffic_of_more_than_an_hour_after_it_is_told_to_the_operator(story: Story) -> None:
    found = barred(story).judge(ACTIVE)
    assert found.levels == [1]
    assert found.last.ts == START + 3_610_000
    assert (found.last.subject.kind, found.last.category, found.last.severity) == ("account", "account", "medium")
    assert (found.evidence[MINUTES].observed, found.evidence[MINUTES].limit) == (60.166667, 60)


@EVERY
def test_a_millisecond_decides(story: Story) -> None:
    begin = START + story.clock - ms("10s") - ms("1h")  # an hour before the last thing that it does
    assert not story.knowing(status_from=begin).judge(ACTIVE)
    assert story.knowing(status_from=begin - 1).judge(ACTIVE)


@EVERY
def test_who_is_in_good_standing_may_do_what_it_likes(story: Story) -> None:
    for status in ("active", "trial", None):
        assert not barred(story, status=status).judge(ACTIVE)
    assert barred(story, status="terminated").judge(ACTIVE)
    assert not story.knowing(status_from=None).judge(ACTIVE)


def test_it_is_said_again_after_a_day_without_any() -> None:
    def then(pause: str) -> Story:
        return barred(account().pause("2h").attempts(1).pause(pause).attempts(1))

    assert then("23h").judge(ACTIVE).levels == [1]
    assert then("24h").judge(ACTIVE).levels == [1, 1]


def test_what_others_send_it_is_not_its_doing() -> None:
    assert not barred(account().pause("2h").calls(50).each(direction="inbound")).judge(ACTIVE)
    assert not barred(account().pause("2h").calls(50).each(callee="911")).judge(ACTIVE)
    assert barred(account().pause("2h").calls(50).each(direction="forward")).judge(ACTIVE).at == [1]
    assert not barred(account().calls(9).pause("2h").complaints(9).opt_outs(9)).judge(ACTIVE)
    heard = message_stories.account().messages(9).pause("2h").replies(9).grievances(9)
    assert not barred(heard).judge(ACTIVE)


def test_a_call_that_is_up_when_the_account_is_suspended_may_end() -> None:
    assert not barred(account().calls(1).each(talk="3h")).judge(ACTIVE)
    assert barred(account().calls(1).each(talk="3h").pause("4h").calls(1).each(person=in_turn(1))).judge(ACTIVE).at == [
        2
    ]


def test_without_a_record_nobody_is_suspended() -> None:
    assert not stranger().calls(500).judge(ACTIVE)
