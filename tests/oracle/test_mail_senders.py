"""The rows about whose domain a mail shows and what it carries, counted by hand."""

from tests.oracle.email import KNOWN_MAILS, judge_mails
from tests.oracle.email.hand import LISTED, found, send, sends
from tests.oracle.shares import DAY, HOUR, MINUTE

FORGED, MALWARE = "email.forged-sender", "email.malware"
BANK = "Your Bank <a@mail.bank.example>"
FAILED = {"dmarc": "fail", "arc": "none"}


def test_ten_mails_of_somebody_elses_domain_cross() -> None:
    assert found(sends(20, header_from=BANK, auth=FAILED), FORGED) == [(2, 9)]
    assert found(sends(20, header_from=BANK, auth=None), FORGED) == [(2, 9)]
    for auth in ({"dmarc": "pass"}, {"dmarc": "fail", "arc": "PASS"}):
        assert found(sends(20, header_from=BANK, auth=auth), FORGED) == []
    assert judge_mails([], sends(20, header_from=BANK, auth=FAILED)) == []


def test_domains_are_those_of_organisations() -> None:
    for header_from, levels in (
        ("a@www.acme.example", []),
        ("a@ACME.example.", []),
        ("a@acme.example.bank.example", [2]),
        ("a@shop.co.uk", []),
        ("a@other.co.uk", [2]),
        ("nobody", []),
        (None, []),
    ):
        mails = sends(10, header_from=header_from, auth=FAILED | {"dmarc": "none"})
        assert [level for level, _ in found(mails, FORGED, domains=["acme.example", "www.shop.co.uk"])] == levels


def test_its_own_domain_that_fails_is_a_warning() -> None:
    assert found(sends(20, auth=FAILED), FORGED) == [(1, 9)]
    assert found(sends(20, auth={"dmarc": "none"}), FORGED) == []
    both = [*sends(10, auth=FAILED), *sends(10, MINUTE, 100, header_from=BANK, auth=FAILED)]
    assert found(both, FORGED) == [(1, 9), (2, 19)]


def test_each_recipient_is_a_mail_within_an_hour() -> None:
    for to in ({"to": [f"p{i}@x.example" for i in range(10)]}, {"to": None, "recipients": 10}):
        assert found([send(0, header_from=BANK, auth=FAILED, **to)], FORGED) == [(2, 0)]
    nine = sends(9, header_from=BANK, auth=FAILED)
    assert found([*nine, send(59 * MINUTE, 1, header_from=BANK, auth=FAILED)], FORGED) == [(2, 9)]
    assert found([*nine, send(HOUR, 1, header_from=BANK, auth=FAILED)], FORGED) == []


def test_a_large_mail_is_judged_as_a_whole() -> None:
    early = [*sends(200), *sends(10, 10 * MINUTE, 300, header_from=BANK, auth=FAILED)]
    for to, expected in ((range(400, 401), [(2, 210)]), (range(400, 900), [])):
        assert found([*early, send(65 * MINUTE, *to)], FORGED) == expected  # only the ten are of the same hour


def test_a_listed_file_crosses_once_a_day() -> None:
    bad = [{"sha256": LISTED.upper()}]
    assert found([send(0, 1), send(1, 1, attachments=bad), send(2, 1, attachments=bad)], MALWARE) == [(1, 1)]
    assert found([send(0, attachments=bad), send(DAY, attachments=bad)], MALWARE) == [(1, 0), (1, 1)]
    assert found([send(0, 1, attachments=[{"sha256": LISTED[1:]}, {}])], MALWARE) == []


def test_there_are_seven_rows() -> None:
    assert len(KNOWN_MAILS) == 7
