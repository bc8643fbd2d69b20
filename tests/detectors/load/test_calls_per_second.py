"""Told as stories: what an account does, and what is said of it."""

import pytest

from detectors.spans import HOUR
from tests.stories import START, Record, Story, account, dates, in_turn, stranger

CPS = "load.calls-per-second"
BURST, SECONDS = "attempts_in_1000_ms", "seconds_over_the_limit_in_5_minutes"


def bursts(*seconds: int, size: int = 4) -> Story:
    """Some attempts at once, in each of these seconds after START."""
    return account("dialer").attempts(size * len(seconds)).at(*(f"{s}s" for s in seconds for _ in range(size)))


def event(cps: float, **fields: object) -> Record:
    return {"id": "launch", "status": "agreed", **dates("0s", "1h"), "limits": {"cps": cps}, **fields}


STORY = bursts(*range(0, 120, 5), size=11)


def test_four_calls_a_second_are_throttled_and_ten_such_seconds_suspended() -> None:
    found = bursts(*range(0, 120, 5)).judge(CPS)
    assert (found.levels, found.at) == ([1, 2], [4, 40])
    assert (found.evidence[BURST].observed, found.evidence[BURST].limit) == (4, 3)
    assert (found.evidence[SECONDS].observed, found.evidence[SECONDS].limit) == (10, 10)


def test_three_a_second_for_a_minute_are_within_the_contract() -> None:
    assert not account().attempts(180).at(*(i // 3 * 1000 + i % 3 * 333 for i in range(180))).judge(CPS)


def test_the_fourth_crosses_less_than_a_second_after_the_first() -> None:
    calls = account().attempts(4)
    assert calls.at(700, 900, 1_300, 1_699).judge(CPS).at == [4]
    assert not calls.at(700, 900, 1_300, 1_700).judge(CPS)


def test_a_call_that_is_reported_late_can_be_the_one_too_many() -> None:
    calls = account().attempts(5)
    assert calls.at(0, 100, 200, "10s", 300).judge(CPS).at == [5]
    assert calls.at("1h", 900, 100, 200, 300).judge(CPS).at == [5]
    assert not calls.at("1h", 1_100, 100, 200, 300).judge(CPS)


def test_a_call_counts_late_as_long_as_legs_are_kept() -> None:
    calls = account().attempts(5)
    assert calls.at(0, 100, 200, 4 * HOUR - 1, 300).judge(CPS).at == [5]
    assert not calls.at(0, 100, 200, 4 * HOUR, 300).judge(CPS)
    hasty = calls.knowing(limits={"max_call": 60_000})
    assert hasty.at(0, 100, 200, 59_999, 300).judge(CPS).at == [5]
    assert not hasty.at(0, 100, 200, 60_000, 300).judge(CPS)


def test_seconds_that_are_reported_late_add_up_with_those_around_them() -> None:
    seconds = [20 * i for i in range(10)]
    swapped = bursts(*seconds[5:], *seconds[:5])
    assert (swapped.judge(CPS).levels, swapped.judge(CPS).at) == ([1, 2], [4, 40])


def test_ten_bad_seconds_spread_over_more_than_five_minutes_are_throttled_only() -> None:
    assert bursts(*range(0, 360, 36)).judge(CPS).levels == [1]
    assert bursts(*range(0, 300, 30)).judge(CPS).levels == [1, 2]


def test_which_calls_take_from_the_limit() -> None:
    calls = account().attempts(12, every=50)
    for network in ("pstn", "sip", "app", None):
        assert calls.each(network=network).judge(CPS)
    assert calls.each(direction="forward").judge(CPS)
    assert not calls.each(network="video").judge(CPS)
    assert not calls.each(direction="inbound").judge(CPS)
    assert not account().calls(3, every=50).each(talk=1, ring=0).judge(CPS)


def test_calls_known_from_their_records_alone_count_by_their_start() -> None:
    assert account().ends(4, every=333).judge(CPS).at == [4]
    assert not account().ends(4, every=334).judge(CPS)
    together = account().ends(4, every="10s").each(ring=0, talk=in_turn("10s", "20s", "30s", "40s"))
    assert together.judge(CPS).at == [4]  # set up at the same moment, released one by one
    assert not account().ends(4, every=0).each(ring=0, talk=in_turn("10s", "20s", "30s", "40s")).judge(CPS)


@pytest.mark.parametrize("country", ["US", "JP", None])
def test_calls_for_help_are_never_too_many(country: str | None) -> None:
    calls = account(country=country).attempts(12, every=50)
    assert not calls.each(callee="911").judge(CPS)
    assert not calls.each(callee="sip:112@pbx.example").judge(CPS)
    assert bool(calls.each(callee="119").judge(CPS)) is (country == "US")
    assert calls.each(callee="+911").judge(CPS)


def test_a_limit_of_ones_own_replaces_the_default() -> None:
    assert not account(limits={"cps": 4}).attempts(20, every=250).judge(CPS)
    assert account(limits={"cps": 2}).attempts(3, every=250).judge(CPS).at == [3]
    assert stranger().attempts(4, every=250).judge(CPS).at == [4]


def test_an_agreed_event_covers_its_calls_and_says_so() -> None:
    covered = STORY.knowing(declared=[event(20)]).judge(CPS)
    assert (covered.levels, covered.last.declared) == ([0, 0], "launch")
    assert (covered.evidence[BURST].limit, covered.last.severity) == (3, "info")
    more = bursts(0, size=21).knowing(declared=[event(20)]).judge(CPS)
    assert (more.levels, more.last.declared, more.evidence[BURST].limit) == ([0, 1], None, 20)


def test_the_seconds_it_shows_are_those_over_the_limit_that_it_shows() -> None:
    usual = bursts(*range(0, 27, 3)).knowing(declared=[event(20)])  # nine seconds over 3 calls, then one over 20
    more = usual.attempts(21).at(*["30s"] * 21).judge(CPS)
    assert (more.levels[-1], more.evidence[BURST].limit) == (1, 20)
    assert more.evidence[SECONDS].observed == 1


@pytest.mark.parametrize("fields", [{"status": "pending"}, {"status": "refused"}, dates("-1h", "0s"), dates("1m")])
def test_an_event_that_is_not_agreed_or_not_now_changes_nothing(fields: Record) -> None:
    plain = STORY.judge(CPS)
    assert STORY.knowing(declared=[event(20, **fields)]).judge(CPS) == plain


def test_a_switch_whose_clock_begins_in_1970_is_judged_as_any_other() -> None:
    assert account().attempts(4).at(*(1 - START + i for i in range(4))).judge(CPS).levels == [1]
