"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import account
from tests.stories import Varying

SNOWSHOE = "sms.snowshoe"
MANY = Varying(lambda i: f"+1312555{i % 12:04d}")
STORY = account("spread").messages(240, every="5s").each(sender=MANY, registered=False)


def test_one_text_from_ten_unregistered_senders_is_reported() -> None:
    found = STORY.judge(SNOWSHOE)
    assert (found.levels, found.at) == ([1], [10])
    assert found.evidence["unregistered_senders_of_one_template_in_24_hours"].observed == 10


def test_with_evidence_it_is_to_be_stopped() -> None:
    opted_out = STORY.replies(120).each(sender=MANY)
    assert opted_out.judge(SNOWSHOE).levels == [1, 2]


def test_registered_senders_may_share_a_text() -> None:
    for registered in (True, None):
        assert not STORY.each(sender=MANY, registered=registered).judge(SNOWSHOE)


def test_senders_of_more_than_fifty_messages_hide_nothing() -> None:
    large = account().messages(1_200, every="5s").each(sender=MANY, registered=False)
    assert large.judge(SNOWSHOE).levels == [1]
    nine = account().messages(900, every="5s").each(sender=Varying(lambda i: f"+1312555{i % 9:04d}"), registered=False)
    tenth = nine.messages(60).each(sender="+13125559999", registered=False)
    assert tenth.judge(SNOWSHOE).levels == []
