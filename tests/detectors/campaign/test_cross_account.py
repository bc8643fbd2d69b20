"""One text from many accounts: what is said of each of them, and to whom it does more than being said."""

import pytest

from detectors.policy import load
from tests.books import START, books, levels

TEXT = "sms/00f1"
STORY = books().sent(accounts=6, evident=1, at="5h")
CROSS = "campaign.cross-account"


def test_who_sent_what_others_sent_too_is_an_alert_alone() -> None:
    (alert,) = STORY.judge(CROSS)
    assert (alert.level, alert.severity, alert.crossing, alert.window.start) == (1, "low", None, START)
    assert (alert.subject.kind, alert.subject.value, alert.channel) == ("template", "00f1", "sms")
    assert [(figure.observed, figure.limit) for figure in alert.evidence] == [(6, 5), (1, 1)]
    assert load().detectors[CROSS].actions == ("none", "suspend")


@pytest.mark.parametrize("use", [None, "marketing", "otp", "notifications"])
def test_evidence_of_its_own_makes_it_level_2_whatever_the_use(use: str | None) -> None:
    assert levels(books(use=use).sent(accounts=6, evident=2, against=True).judge(CROSS)) == [1, 2]


@pytest.mark.parametrize(("use", "highest"), [(None, 2), ("marketing", 2), ("otp", 1), ("notifications", 1)])
def test_so_do_unregistered_senders_but_for_codes_and_notifications(use: str | None, highest: int) -> None:
    said = levels(books(use=use).sent(accounts=6, evident=1, unregistered=True).judge(CROSS))
    assert said == [1, 2][:highest]


def test_each_level_is_said_once_a_text_and_day() -> None:
    again = STORY.sent(accounts=7, evident=2, at="9h").sent(accounts=7, evident=3, against=True, at="6h")
    assert levels(again.judge(CROSS)) == [1, 2]
    assert levels(again.sent(accounts=5, evident=1, at="24h").judge(CROSS)) == [1, 2, 1]
    assert levels(again.sent(accounts=5, evident=1, text="email/00f2").judge(CROSS)) == [1, 2, 1]
