"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import account
from tests.stories import in_turn, one_in

UNKNOWN = "sms.unknown-recipients"
STORY = account("guesser").messages(200).each(status=one_in(4, "unknown-recipient", "delivered"))


def test_a_list_that_was_made_up_is_reported() -> None:
    found = STORY.judge(UNKNOWN)
    assert (found.levels, found.at) == ([1], [100])
    share = found.evidence["unknown_recipient_share_in_24_hours"]
    assert (share.k, share.n, share.limit) == (25, 100, 0.1)


def test_other_failures_are_the_networks() -> None:
    for status in ("undelivered", "filtered", "rejected"):
        assert not STORY.each(status=one_in(4, status, "delivered")).judge(UNKNOWN)


def test_a_status_that_says_nothing_does_not_hide_the_others() -> None:
    said = ("unknown-recipient", "delivered", "delivered", "delivered")
    found = account("guesser").messages(2_000).each(status=in_turn(*said, *[""] * 16)).judge(UNKNOWN)
    share = found.evidence["unknown_recipient_share_in_24_hours"]
    assert (share.k, share.n) == (25, 100)


def test_an_old_list_has_a_few() -> None:
    assert not STORY.each(status=one_in(10, "unknown-recipient", "delivered")).judge(UNKNOWN)
    assert not account().messages(99).each(status="unknown-recipient").judge(UNKNOWN)
