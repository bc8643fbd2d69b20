"""The product finds in mail exactly what the oracle finds: every finding, at every level, at the same event."""

import pytest
from hypothesis import given, settings

from tests.oracle import Event, Finding
from tests.oracle.agreement import assert_alike
from tests.oracle.email import KNOWN_MAILS, judge_mails
from tests.product import product
from tests.traffic import Stream
from tests.traffic.mails import MAIL_PROFILES, MALWARE, mail_streams, random_mails

LEVELS = {
    "account.active-while-suspended": {1},
    "email.complaints": {0, 1, 2},
    "email.bounces": {0, 1, 2},
    "email.after-unsubscribe": {1, 2},
    "email.bulk": {0, 1},
    "email.forged-sender": {1, 2},
    "email.malware": {1},
}
MANY = {"leaving": 25, "senders": 25, "odd": 25}  # accounts, where what is said of one is said once a week or day


def agreed(accounts: list[Event], events: list[Event], batch: int = 777) -> list[Finding]:
    """What both find."""
    alerts = product(accounts, events, batch, stream="email", malware=MALWARE).findings
    wanted = judge_mails(accounts, events, MALWARE)
    assert_alike([finding for finding in alerts if finding.detector in KNOWN_MAILS], wanted)
    return wanted


def test_they_agree_on_mail_of_every_kind_in_which_each_detector_speaks_at_each_level() -> None:
    said: dict[str, set[int]] = {}
    for profile in sorted(MAIL_PROFILES):
        for finding in agreed(*random_mails(11, 11_000, MANY.get(profile, 15), profile)):
            assert profile != "honest"
            said.setdefault(finding.detector, set()).add(finding.level)
    assert said == LEVELS


@pytest.mark.parametrize("seed", [12, 13])
def test_they_agree_on_what_is_not_in_the_order_in_which_it_happened(seed: int) -> None:
    assert agreed(*random_mails(seed, 8_000, 10, "disordered"))


@settings(max_examples=25, deadline=None)
@given(mail_streams())
def test_they_agree_on_small_streams(stream: Stream) -> None:
    agreed(stream.accounts, stream.calls, batch=50)


@pytest.mark.parametrize(("batch", "partitions"), [(1, 1), (7, 4), (5_000, 12)])
def test_neither_batches_nor_partitions_change_what_is_said(batch: int, partitions: int) -> None:
    accounts, events = random_mails(31, 2_500, 6, "odd")
    said = product(accounts, events, 777, stream="email", malware=MALWARE)
    assert said.alerts
    assert product(accounts, events, batch, partitions, stream="email", malware=MALWARE).lines == said.lines
