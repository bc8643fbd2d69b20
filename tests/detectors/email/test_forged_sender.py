"""Told as stories: what an account mails, and what is said of it."""

import msgspec
import pytest

from streams.claims import number_hashes
from streams.enforcement.revision import unfounded
from streams.events import AccountRecord
from streams.installation import HERE
from tests.mail_stories import AUTHENTIC, FORGED, Mailing, account, stranger
from tests.stories import first, one_in

FORGER = "email.forged-sender"
OTHERS = "Your Bank <security@mail.bank.example>"
COUNT, SHARE = "forged_mails_in_1_hour", "forged_share_in_1_hour"
STORY = account("forger").mails(100).each(header_from=OTHERS, auth=FORGED)


def shown(header_from: str, *domains: str) -> Mailing:
    """Twenty mails that nobody vouches for."""
    return account(domains=list(domains)).mails(20).each(header_from=header_from, auth=FORGED)


def test_ten_mails_under_a_domain_of_somebody_else_are_to_be_stopped() -> None:
    found = STORY.judge(FORGER)
    assert (found.levels, found.at) == ([2], [10])
    assert (found.evidence[COUNT].observed, found.evidence[COUNT].limit) == (10, 10)
    assert (found.evidence[SHARE].k, found.evidence[SHARE].n, found.evidence[SHARE].limit) == (10, 10, 0.05)


@pytest.mark.parametrize("result", ["pass", "Pass"])
@pytest.mark.parametrize("way", ["dmarc", "arc"])
def test_who_is_vouched_for_has_forged_nothing(way: str, result: str) -> None:
    assert not STORY.each(header_from=OTHERS, auth={**FORGED, way: result}).judge(FORGER)


@pytest.mark.parametrize("auth", [None, {}, {"spf": "pass", "dkim": "pass"}, {"dmarc": "temperror", "arc": "none"}])
def test_other_results_vouch_for_nobody(auth: dict[str, str] | None) -> None:
    assert STORY.each(header_from=OTHERS, auth=auth).judge(FORGER)


def test_nine_can_be_a_mistake_and_so_can_one_in_twenty() -> None:
    assert not account().mails(9).each(header_from=OTHERS, auth=FORGED).judge(FORGER)
    assert not account().mails(360).each(header_from=one_in(20, OTHERS), auth=one_in(20, FORGED)).judge(FORGER)
    assert account().mails(360).each(header_from=one_in(8, OTHERS), auth=one_in(8, FORGED)).judge(FORGER).at == [80]


def test_an_hour_counts() -> None:
    nine = account().mails(10).each(header_from=first(9, OTHERS), auth=first(9, FORGED))
    assert nine.pause("55m").mails(1).each(header_from=OTHERS, auth=FORGED).judge(FORGER).at == [11]
    assert not nine.pause("60m").mails(1).each(header_from=OTHERS, auth=FORGED).judge(FORGER)


def test_domains_are_compared_as_organisational_ones() -> None:
    for header_from, domain in (
        ("a@news.acme.example", "acme.example"),
        ("A <a@ACME.example.>", "mail.acme.example"),
        ('"x@bank.example" <a@shop.co.uk>', "shop.co.uk"),
        ("a@münchen.de", "xn--mnchen-3ya.de"),
        ("a@ａｃｍｅ.example", "acme.example"),
    ):
        assert not shown(header_from, domain).judge(FORGER).levels.count(2), header_from
    for header_from, domain in (
        ("a@other.co.uk", "shop.co.uk"),
        ("a@acme.example.evil.example", "acme.example"),
        ("acme.example <a@bank.example>", "acme.example"),
        ("a@bank.example, b@acme.example", "acme.example"),
    ):
        assert shown(header_from, domain).judge(FORGER).level == 2, header_from
    assert shown(OTHERS).judge(FORGER).level == 2


def test_its_own_domain_without_proof_is_a_warning() -> None:
    found = account().mails(20).each(auth=FORGED).judge(FORGER)
    assert (found.levels, found.at) == ([1], [10])
    assert found.evidence["own_domain_failing_dmarc_mails_in_1_hour"].observed == 10
    assert not account().mails(9).each(auth=FORGED).judge(FORGER)
    assert not account().mails(20).each(auth={**AUTHENTIC, "dmarc": "none"}).judge(FORGER)


def test_nobody_is_judged_of_whom_nothing_is_known() -> None:
    assert not stranger().mails(100).each(header_from=OTHERS, auth=FORGED).judge(FORGER)


def test_a_sender_without_a_domain_is_nobodys() -> None:
    for header_from in (None, "", "Your Bank", "a@"):
        assert not STORY.each(header_from=header_from, auth=FORGED).judge(FORGER)


def test_each_level_says_what_it_is_of() -> None:
    some = account().mails(400).each(header_from=one_in(40, OTHERS), auth=FORGED)
    found = some.judge(FORGER)
    assert found.levels == [1]
    assert "showed a domain of the account and failed DMARC" in found.last.summary
    assert COUNT not in found.evidence


def test_every_recipient_counts() -> None:
    one = account().mails(1).each(header_from=OTHERS, auth=FORGED, people=list(range(1, 11)))
    assert one.judge(FORGER).levels == [2]
    assert not one.each(header_from=OTHERS, auth=FORGED, people=[1] * 10).judge(FORGER)
    counted = account().mails(1).each(header_from=OTHERS, auth=FORGED, recipients=10)
    assert counted.judge(FORGER).evidence[COUNT].observed == 10
    assert counted.judge(FORGER).last.claims.counted[0].windows == {"hour": 10}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("domain", "stands"), [("bank.example", False), ("www.bank.example", False), ("b.example", True)]
)
def test_a_domain_that_turns_out_to_be_its_own_makes_it_unfounded(domain: str, stands: bool) -> None:  # noqa: FBT001
    record = msgspec.convert({"account": "forger", "domains": [domain]}, AccountRecord)
    for alert in STORY.judge(FORGER).alerts:
        assert unfounded(alert, record, {}, number_hashes(HERE)) is not stands


def test_a_forgery_that_was_none_does_not_stand_because_the_own_domain_fails() -> None:
    both = account().mails(20).each(auth=FORGED).mails(20).each(header_from=OTHERS, auth=FORGED)
    alerts = both.judge(FORGER).alerts
    record = msgspec.convert({"account": "acme", "domains": ["bank.example", "acme.example"]}, AccountRecord)
    told = {alert.level: unfounded(alert, record, {}, number_hashes(HERE)) for alert in alerts}
    assert told == {1: False, 2: True}
