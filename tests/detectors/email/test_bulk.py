"""Told as stories: what an account mails, and what is said of it."""

from tests.mail_stories import account
from tests.stories import Varying, counting, one_in

BULK = "email.bulk"
OFFER = Varying(lambda i: f"WINNER!! Claim prize {i} for ${i}.99\nat http://x.example/{i} now")
SENT = account("spammer").mails(1_200, every="2s").each(body=OFFER)
STORY = SENT.pause("5m").grievances(20)
MONEY = (
    "Dear friend, earn $5,000 a week from home with no experience! Click here now to order your free copy of our "
    "guaranteed program. This is a limited time offer, act today! To be removed from our mailing list click below. "
    "Lose weight, refinance your mortgage at the lowest rates. 100% free, no obligation."
)
PAGE = Varying(lambda i: list(range(10 * i + 1, 10 * i + 11)))  # ten people a mail


def test_one_text_to_many_of_whom_too_many_complain_is_reported() -> None:
    found = STORY.judge(BULK)
    assert (found.levels, found.at) == ([1], [1_210])
    assert found.last.subject.kind == "template"
    assert found.evidence["recipients_of_one_template_in_24_hours"].observed == 1_200
    share = found.evidence["complaint_share_in_24_hours"]
    assert (share.k, share.n, share.limit) == (10, 1_200, 0.001)


def test_without_evidence_it_is_wanted() -> None:
    assert not SENT.judge(BULK)
    assert not SENT.grievances(9).judge(BULK)


def test_bounces_are_evidence() -> None:
    assert SENT.each(body=OFFER, outcome=one_in(10, "hard", "delivery")).judge(BULK).at == [1_000]
    assert not SENT.each(body=OFFER, outcome=one_in(25, "hard", "delivery")).judge(BULK)


def test_people_who_had_unsubscribed_before_are_evidence() -> None:
    left = account().mails(20).each(body="Hello.").unsubscriptions(10).pause("3d")
    found = left.mails(1_000, every="2s").each(body=OFFER, person=counting(1)).judge(BULK)
    assert found.evidence["unsubscribed_people_written_to_in_24_hours"].observed == 10
    left = account().mails(20).each(body="Hello.").unsubscriptions(9).pause("3d")
    assert not left.mails(1_000, every="2s").each(body=OFFER, person=counting(1)).judge(BULK)


def test_marketing_has_to_say_how_to_unsubscribe() -> None:
    for way, use, found in (("none", "marketing", 1), ("none", "notifications", 0), ("link", "marketing", 0)):
        sent = account(use=use).mails(1_000, every="2s").each(body=OFFER, unsubscribe=way)
        assert len(sent.judge(BULK).alerts) == found
    few = account(use="marketing").mails(1_200, every="2s")
    assert few.each(body=OFFER, unsubscribe=one_in(2, "none")).judge(BULK)
    assert not few.each(body=OFFER, unsubscribe=one_in(3, "none")).judge(BULK)


def test_recipients_count_once_however_many_mails_they_share() -> None:
    pages = account(use="marketing").mails(100, every="2s").each(people=PAGE, unsubscribe="none", outcome=None)
    assert pages.judge(BULK).at == [100]
    assert not pages.each(people=[1, 2, 3], unsubscribe="none").judge(BULK)
    assert account(use="marketing").mails(1).each(recipients=1_000, unsubscribe="none").judge(BULK)
    assert not account(use="marketing").mails(1).each(recipients=999, unsubscribe="none").judge(BULK)


def test_evidence_belongs_to_the_mail_that_it_is_about() -> None:
    two = SENT.mails(50).each(body="Your parcel is here.", person=counting(1))
    assert two.grievances(12).judge(BULK)
    assert not two.grievances(12).each(about=counting(1_201)).judge(BULK)
    assert not two.grievances(12).each(about=counting(9_001)).judge(BULK)  # of no mail known: of the last to them


def test_bodies_of_marks_alone_have_no_template() -> None:
    for body in ("123456", "http://x.example/a", None, "", "$5 !!"):
        assert not SENT.each(body=body).grievances(20).judge(BULK), body


def test_what_reads_like_spam_is_evidence() -> None:
    spam = Varying(lambda i: f"{MONEY} Offer {i}.")
    sent = account("spammer").mails(1_200, every="2s").each(body=spam)
    found = sent.judge(BULK)
    assert found.at == [1_000]
    alike = found.evidence["mails_that_read_like_spam_in_24_hours"]
    assert alike.limit == (alike.observed + 1) // 2
    assert 20 < alike.observed < 120  # one in sixteen of those to few people is scored
    assert "that were scored read like spam" in found.last.summary
    assert account().mails(1).each(body=spam, recipients=1_000).judge(BULK)
    assert not account().mails(1).each(body=spam, recipients=999).judge(BULK)
