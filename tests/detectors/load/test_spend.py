"""Told as stories: what an account is charged in a month, and what is said of it."""

import pytest

from detectors.load.spend import Spend, millionths
from streams.enforcement.figures import counterfactual, figures_of
from streams.enforcement.revision import unfounded
from streams.events import AccountRecord
from tests.books import START, books, levels
from tests.story_calls import ms

SPEND = "load.spend"
STORY = books(limits={"spend_cap": 100}).charged(79.999999).charged(0.000001, "1d", "sms").charged(20, "2d")


def test_four_fifths_are_warned_of_and_the_whole_suspends() -> None:
    first, second = STORY.judge(SPEND)
    assert (first.level, second.level, first.category) == (1, 2, "spend")
    assert [(e.metric, e.observed, e.limit) for e in first.evidence] == [("charges_in_utc_month", 80, 80)]
    assert [(e.observed, e.limit) for e in second.evidence] == [(100, 100)]
    assert (first.ts, second.ts) == (START + ms("1d"), START + ms("2d"))
    assert not books(limits={"spend_cap": 100}).charged(79.999999).judge(SPEND)


@pytest.mark.parametrize("cap", [0.1, 0.3, 0.7, 1.1, 33.33, 1e9, 2_345.678901])
def test_caps_that_no_double_has_are_reached_at_the_millionth(cap: float) -> None:
    exactly = books(limits={"spend_cap": cap}).moved(0, cost=millionths(cap))
    assert levels(exactly.judge(SPEND)) == [1, 2]
    assert levels(books(limits={"spend_cap": cap}).moved(0, cost=millionths(cap) - 1).judge(SPEND)) == [1]
    assert all(alert.evidence[0].observed >= alert.evidence[0].limit for alert in exactly.judge(SPEND))


def test_months_are_those_of_utc() -> None:
    story = books(limits={"spend_cap": 100}).charged(70, "29d").charged(70, "30d")
    assert not story.judge(SPEND)
    assert levels(story.charged(10, "43199m").charged(10, "31d").judge(SPEND)) == [1, 1]


def test_without_a_cap_nobody_is_judged() -> None:
    assert not books(limits={"bytes_per_day": 5}).charged(10**9).judge(SPEND)


def test_what_costs_nothing_does_not_reach_a_cap_of_nothing() -> None:
    assert not books(limits={"spend_cap": 0}).moved(5).judge(SPEND)
    assert levels(books(limits={"spend_cap": 0}).charged(0.000001).judge(SPEND)) == [1, 2]


def test_the_cap_is_that_in_force_at_the_slot() -> None:
    dated = [{"value": 100}, {"value": 1_000, "from": START + ms("10d")}]
    story = books(limits={"spend_cap": dated}).charged(79, "9d").charged(700, "11d")
    assert not story.judge(SPEND)
    assert levels(story.charged(1, "8d").judge(SPEND)) == [1]


def test_what_would_have_been_enough_is_said_of_the_cap_and_not_of_four_fifths_of_it() -> None:
    warned, suspended = STORY.judge(SPEND)
    for alert in (warned, suspended):
        assert counterfactual(figures_of(alert)).endswith(", or under a limit above 100.")


def test_a_finding_is_unfounded_under_a_higher_cap_and_under_the_same_it_is_not() -> None:
    first, second = STORY.judge(SPEND)
    for cap, of_first, of_second in ((100.0, False, False), (101.0, True, True), (99.0, False, False)):
        record = AccountRecord(account="acme", limits={"spend_cap": cap})
        assert unfounded(first, record, {}, str) is of_first
        assert unfounded(second, record, {}, str) is of_second
    assert unfounded(first, AccountRecord(account="acme"), {}, str)
    assert Spend.revised_by_limit
