"""Reports of abuse: how many of whom are enough, and for how long they count."""

import pytest

from detectors.reports import KINDS
from tests.report_stories import account
from tests.stories import POLICY, Varying, in_turn

STORIES = {f"report.{kind}": account().reports(70, every="5m").each(kind=kind, trust=0.2) for kind in KINDS}
URGENT = {"malware", "phishing", "denial-of-service", "intrusion"}
WARNED = {"other", "resale", "personal-data", "rights-infringement"}


def test_one_report_is_enough_from_a_trust_of_nine_tenths_on() -> None:
    reported = account().reports(1)
    assert reported.each(trust=0.9).judge("report.spam").evidence["trust_in_the_report"].observed == 0.9
    assert not reported.each(trust=0.899999).judge("report.spam")


def test_three_reporters_are_enough_whose_trusts_add_up_to_one() -> None:
    reported = account().reports(3)
    found = reported.each(trust=in_turn(0.3, 0.3, 0.4)).judge("report.spam")
    assert found.at == [3]
    assert found.evidence["trust_in_all_reporters_in_7_days"].observed == 1.0
    assert not reported.each(trust=in_turn(0.3, 0.3, 0.399999)).judge("report.spam")
    assert not account().reports(2).each(trust=0.8).judge("report.spam")


def test_the_third_reporter_need_not_be_trusted_at_all() -> None:
    assert account().reports(3).each(trust=in_turn(0.5, 0.5, None)).judge("report.spam").at == [3]


def test_whoever_reports_again_counts_once_with_the_latest_trust() -> None:
    again = account().reports(6).each(reporter=in_turn("a", "b"))
    assert not again.each(trust=0.8).judge("report.spam")
    weaker = account().reports(4).each(reporter=in_turn("a", "a", "b", "c"), trust=in_turn(0.8, 0.1, 0.4, 0.4))
    assert not weaker.judge("report.spam")
    stronger = weaker.each(trust=in_turn(0.1, 0.2, 0.4, 0.4))
    assert stronger.judge("report.spam").at == [4]


def test_those_who_do_not_say_who_they_are_are_one() -> None:
    assert not account().reports(5).each(reporter=None, trust=0.8).judge("report.spam")


def test_reports_count_for_seven_days() -> None:
    early = account().reports(2)
    assert early.pause("6d").reports(1).judge("report.spam")
    assert not early.pause("7d").reports(1).judge("report.spam")


def test_one_that_comes_late_counts_in_its_own_time_and_not_beyond() -> None:
    recent = account().reports(3, every="1m").at("8d", "191h", "190h")
    assert recent.judge("report.spam").at == [3]
    assert not account().reports(3, every="1m").at("8d", "191h", "1h").judge("report.spam")


def test_it_speaks_again_after_a_quiet_week() -> None:
    twice = account().reports(4).pause("8d").reports(3)
    assert twice.judge("report.spam").at == [3, 7]


def test_kinds_are_told_apart_and_one_that_is_not_named_is_other() -> None:
    mixed = account().reports(3).each(kind=Varying(lambda i: KINDS[i]))
    assert not any(mixed.judge(f"report.{kind}") for kind in KINDS)
    assert account().reports(3).each(kind=None).judge("report.other")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_recommended_for_each_kind(kind: str) -> None:
    row = POLICY.detectors[f"report.{kind}"]
    assert (row.category, row.urgent) == ("report", kind in URGENT)
    assert row.actions == (("warn",) if kind in WARNED else ("suspend",))
