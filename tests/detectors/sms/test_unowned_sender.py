"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import account
from tests.stories import HELD, one_in

UNOWNED = "sms.unowned-sender"
STORY = account("mask").messages(100).each(sender="MyBank")


def test_ten_messages_under_a_name_of_somebody_else_are_reported() -> None:
    found = STORY.judge(UNOWNED)
    assert (found.levels, found.at) == ([1], [10])
    assert found.evidence["unowned_senders_in_10_minutes"].observed == 10


def test_names_and_numbers_that_it_may_use_are_its_own() -> None:
    for facts in ({"sender_ids": ["MyBank"]}, {"numbers": [{"number": "MyBank"}, {"number": HELD}]}):
        assert not account(**facts).messages(100).each(sender="MyBank").judge(UNOWNED)
    assert account(sender_ids=["MyBank"]).messages(100).each(sender="My Bank").judge(UNOWNED)


def test_a_name_is_the_same_in_either_case() -> None:
    assert not account(sender_ids=["MyBank"]).messages(100).each(sender="MYBANK").judge(UNOWNED)
    stopped = account(sender_ids=["Shop"]).messages(1).each(sender="Shop").replies(1).each(sender="SHOP")
    assert stopped.pause("1h").messages(1).each(sender="shop", person=1).judge("sms.after-opt-out")


def test_a_few_among_many_are_a_mistake() -> None:
    assert not account().messages(400, every="2s").each(sender=one_in(40, "MyBank", HELD)).judge(UNOWNED)


def test_without_a_record_nobody_knows() -> None:
    nobody = STORY.knowing(account="mask")
    assert not type(nobody)(nobody.name, None, nobody.phases, nobody.clock).judge(UNOWNED)
