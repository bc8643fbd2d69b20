"""Told as stories: what an account writes, and what is said of it."""

from tests.message_stories import account
from tests.stories import Varying, counting, one_in

BULK = "sms.bulk"
OFFER = Varying(lambda i: f"WINNER!! Claim prize {i} for ${i}.99 at http://x.example/{i} now")
SENT = account("spammer").messages(400, every="2s").each(body=OFFER)
STORY = SENT.pause("5m").replies(60)


def test_one_text_to_many_of_whom_too_many_opt_out_is_reported() -> None:
    found = STORY.judge(BULK)
    assert found.levels == [1]
    assert found.last.subject.kind == "template"
    assert found.evidence["recipients_of_one_template_in_24_hours"].observed == 400
    share = found.evidence["opt_out_share_in_24_hours"]
    assert (share.n, share.limit) == (400, 0.05)


def test_without_evidence_it_is_wanted() -> None:
    assert not SENT.judge(BULK)


def test_what_reads_like_spam_is_evidence_of_an_unregistered_sender() -> None:
    found = SENT.each(body=OFFER, registered=False).judge(BULK)
    assert found.at == [200]
    alike = found.evidence["messages_that_read_like_spam_in_24_hours"]
    assert (alike.observed, alike.limit) == (200, 100)
    assert "200 of 200 from unregistered senders read like spam" in found.last.summary
    assert not account("spammer").messages(199).each(body=OFFER, registered=False).judge(BULK)


def test_what_does_not_read_like_spam_or_cannot_be_read_is_none() -> None:
    for body in ("Your appointment at the clinic is on Monday at 9:30.", "明日の九時に開店します。", None):
        assert not SENT.each(body=body, template="t-1", registered=False).judge(BULK), body
    assert not SENT.each(body=OFFER, registered=None).judge(BULK)


def test_a_few_that_read_like_spam_are_not_the_text() -> None:
    mostly = Varying(lambda i: "Our shop opens at 9 tomorrow." if i % 3 else "Our shop opens at 09061701461 tomorrow.")
    assert not SENT.each(body=mostly, registered=False).judge(BULK)


def test_complaints_and_unknown_recipients_are_evidence_too() -> None:
    assert SENT.grievances(12).judge(BULK)
    assert SENT.grievances(12).each(about=counting(1)).judge(BULK)
    assert SENT.each(body=OFFER, status=one_in(4, "unknown-recipient", "delivered")).judge(BULK)


def test_people_who_had_opted_out_before_are_evidence() -> None:
    before = account().messages(20).each(body="Hello.").replies(20).pause("1d").pause("1d")
    again = before.messages(250).each(body=OFFER, person=counting(1))
    assert again.judge(BULK).evidence["opted_out_people_written_to_in_24_hours"].observed == 20


def test_evidence_belongs_to_the_message_that_it_is_about() -> None:
    two = SENT.messages(50).each(body="Your parcel is here.", person=counting(1))
    assert not two.replies(45).judge(BULK)  # a reply is to the last one
    assert two.grievances(12).each(about=counting(1)).judge(BULK)
    assert not two.grievances(12).each(about=counting(401)).judge(BULK)


def test_a_hundred_and_ninety_nine_people_are_not_bulk() -> None:
    few = account().messages(199, every="2s").each(body=OFFER).replies(60)
    assert not few.judge(BULK)


def test_bodies_of_marks_alone_have_no_template() -> None:
    for body in ("123456", "http://x.example/a", None, "", "$5 !!"):
        assert not account().messages(400, every="2s").each(body=body).replies(60).judge(BULK), body
    named = account().messages(400, every="2s").each(body=None, template="t-1").replies(60)
    assert named.judge(BULK)
