"""One text from many accounts: who counts as having sent it, what counts as evidence, and when each is told."""

import msgspec

from detectors.spans import DAY, HOUR
from detectors.texts import AGAINST, FROM_UNREGISTERED, SENT
from streams.campaigns import Campaigns, Member, Text, Texts
from streams.complete import Complete
from streams.pairing import Fired
from tests.books import START
from tests.detectors.account.test_key_misuse import STORY


def sent(account: str, after: int = 0, bits: int = SENT, text: str = "sms/0a1b") -> Texts:
    return Texts((Text(text, account, (START + after) // DAY * DAY, START + after, bits),))


def fired(account: str, after: int) -> Fired:
    (alert,) = STORY.said()
    return Fired(account, msgspec.structs.replace(alert, ts=START + after))


def crowd(*others: Texts | Fired, accounts: str = "abcde") -> list[Member]:
    campaigns = Campaigns()
    return [member for one in (*map(sent, accounts), *others) for member in campaigns.take(one)]


def test_five_accounts_with_evidence_in_one_are_all_told() -> None:
    told = crowd(sent("c", HOUR, AGAINST))
    assert [(m.account, m.against, m.accounts, m.evident) for m in told] == [
        (account, account == "c", 5, 1) for account in "abcde"
    ]
    assert not crowd(sent("c", HOUR, AGAINST), accounts="abcd")
    assert not crowd()


def test_who_comes_later_is_told_alone_and_who_has_new_bits_again() -> None:
    told = crowd(sent("c", HOUR, AGAINST), sent("f", 2 * HOUR), sent("a", 3 * HOUR, SENT | FROM_UNREGISTERED))
    assert [(m.account, m.unregistered) for m in told[5:]] == [("f", False), ("a", True)]


def test_evidence_of_who_did_not_send_it_that_day_is_none() -> None:
    assert not crowd(sent("f", HOUR, AGAINST))
    assert not crowd(sent("c", HOUR, AGAINST, "email/0a1b"))


def test_evidence_shortly_after_midnight_is_of_the_day_before() -> None:
    assert len(crowd(sent("c", DAY + HOUR, AGAINST))) == 5
    assert not crowd(sent("c", 2 * DAY + HOUR, AGAINST))


def test_a_report_is_evidence_within_seven_days_before_it_or_after() -> None:
    for after, told in ((7 * DAY, 5), (7 * DAY + 1, 0), (-7 * DAY, 5), (-7 * DAY - 1, 0)):
        assert len(crowd(fired("c", after))) == told
        campaigns = Campaigns()
        assert not campaigns.take(fired("c", after))
        assert sum(len(campaigns.take(sent(account))) for account in "abcde") == told
    assert not crowd(fired("f", HOUR))


def tick(day: int, partition: int = 0) -> Complete:
    """A partition has told all up to a tick so many days after START."""
    return Complete(partition, START + day * DAY)


def test_texts_of_few_are_forgotten_when_nobody_has_any_of_their_day_or_of_the_next_to_tell() -> None:
    campaigns = Campaigns(2)
    for text in (*map(sent, "abcd"), sent("c", HOUR, AGAINST), sent("z", DAY, text="sms/0b2c")):
        assert not campaigns.take(text)
    for mark in (tick(1), tick(1, 1), tick(2, 1)):
        campaigns.complete(mark)
    assert [texts.keys() for texts in campaigns.crowds.values()] == [{"sms/0a1b"}, {"sms/0b2c"}]
    campaigns.complete(tick(2))
    assert [texts.keys() for texts in campaigns.crowds.values()] == [{"sms/0b2c"}]
    assert not campaigns.take(sent("e"))
    assert not campaigns.crowds.keys() - {((START + DAY) // DAY, "0b2")}


def test_texts_of_many_are_kept_for_reports_that_come_a_week_later() -> None:
    for day, told in ((8, 5), (9, 0)):
        campaigns = Campaigns()
        for text in map(sent, "abcde"):
            assert not campaigns.take(text)
        campaigns.complete(tick(day))
        assert len(campaigns.take(fired("c", 7 * DAY))) == told
        assert bool(campaigns.crowds) == bool(told)


def test_reports_are_forgotten_when_no_text_is_left_that_they_could_be_about() -> None:
    campaigns = Campaigns()
    assert not campaigns.take(fired("c", HOUR))
    campaigns.complete(tick(15))
    assert campaigns.fired
    campaigns.complete(tick(17))
    assert not campaigns.fired


def test_clocks_that_are_far_ahead_take_nothing_from_other_accounts() -> None:
    assert len(crowd(sent("z", 20_000 * DAY), sent("c", HOUR, AGAINST))) == 5
