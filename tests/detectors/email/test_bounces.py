"""Told as stories: what an account mails, and what is said of it."""

from tests.mail_stories import account
from tests.stories import in_turn, one_in

BOUNCES = "email.bounces"
SHARE = "hard_bounce_share_in_7_days"
STORY = account("bought").mails(500).each(outcome=one_in(5, "hard", "delivery"))


def test_one_in_five_is_a_list_that_was_bought() -> None:
    found = STORY.judge(BOUNCES)
    assert (found.levels, found.at) == ([1, 2], [200, 200])
    assert (found.evidence[SHARE].k, found.evidence[SHARE].n, found.evidence[SHARE].limit) == (
        39,
        200,
        0.10,
    )  # the last one comes back later


def test_one_in_ten_is_a_list_that_grew_old() -> None:
    assert account().mails(500).each(outcome=one_in(10, "hard", "delivery")).judge(BOUNCES).levels == [1]
    assert not account().mails(500).each(outcome=one_in(25, "hard", "delivery")).judge(BOUNCES)


def test_what_may_arrive_yet_is_none() -> None:
    assert not account().mails(500).each(outcome="soft").judge(BOUNCES)


def test_of_a_hundred_and_ninety_nine_recipients_nothing_can_be_said() -> None:
    few = account().mails(199).each(outcome="hard")
    assert not few.judge(BOUNCES)
    assert few.mails(1).judge(BOUNCES).at == [200, 200]


def test_an_address_that_is_tried_again_and_again_is_one() -> None:
    again = account().mails(2_000, every="1s").each(person=in_turn(*range(1, 201)), outcome=one_in(100, "hard"))
    assert not again.judge(BOUNCES)


def test_every_recipient_of_one_mail_counts_once() -> None:
    people = list(range(1, 201))
    to_all = account().mails(1).each(people=[*people, *people], outcome=None)
    assert to_all.bounces(22).each(about=1).judge(BOUNCES).levels == [1]
    found = to_all.bounces(40).each(about=1).judge(BOUNCES)
    assert (found.evidence[SHARE].n, found.levels, found.at) == (200, [1, 2], [18, 30])


def test_recipients_of_whom_only_the_number_is_known_are_recipients() -> None:
    counted = account().mails(1).each(recipients=300)
    found = counted.bounces(50).each(about=1).judge(BOUNCES)
    assert (found.levels, found.evidence[SHARE].n) == ([1, 2], 300)
    assert not account().mails(1).each(recipients=3_000).bounces(50).each(about=1).judge(BOUNCES)
    assert not account().mails(1).each(recipients=0).bounces(50).each(about=1).judge(BOUNCES)


def test_addresses_are_compared_as_people_write_them() -> None:
    story = account().mails(200).each(outcome="hard")
    events = [
        event | {"to": event["to"].upper() if isinstance(event["to"], str) else [f" {to}" for to in event["to"]]}
        for event in story.events
    ]
    from tests.stories import opened, told  # noqa: PLC0415

    found = [alert for alert in told(opened("email", story.records), events) if alert.detector == BOUNCES]
    assert [(alert.level, alert.evidence[0].k, alert.evidence[0].n) for alert in found] == [
        (1, 199, 200),
        (2, 199, 200),
    ]
