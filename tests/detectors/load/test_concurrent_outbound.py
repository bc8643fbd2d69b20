"""Told as stories: what an account does, and what is said of it."""

import pytest

from tests.stories import START, Record, Story, account, dates, first, stranger

OUTBOUND = "load.concurrent-outbound"
UP = "concurrent_outbound_calls"
STORY = account("campaigner").calls(120, every="1s").each(japanese=True, talk="5m")


def to_japan(count: int, **facts: object) -> Story:
    """Calls to Japan that are set up at the same time and are still up."""
    return account().knowing(**facts).attempts(count, every=0).each(japanese=True)


def test_the_hundredth_call_to_japan_that_is_up_at_once_is_one_too_many() -> None:
    found = STORY.judge(OUTBOUND)
    assert (found.levels, found.at) == ([1], [100])
    assert (found.evidence[UP].observed, found.evidence[UP].limit) == (100, 100)
    assert found.last.summary == "100 outbound calls to Japanese numbers were up at once; fewer than 100 may be."
    assert not to_japan(99).judge(OUTBOUND)


def test_a_call_centre_may_place_any_number_of_calls_one_after_the_other() -> None:
    assert not account().calls(1_000, every="1s").each(japanese=True, ring="10s", talk="88s").judge(OUTBOUND)


def test_a_call_is_up_until_the_very_millisecond_of_its_end() -> None:
    busy = account().calls(300, every=100).each(japanese=True, ring=0)
    assert not busy.each(talk=9_900).judge(OUTBOUND)
    assert busy.each(talk=9_901).judge(OUTBOUND).at == [100]


def test_a_call_is_up_while_it_rings() -> None:
    assert account().calls(100, every=100).each(japanese=True, ring="30s", talk=0).judge(OUTBOUND).at == [100]


def test_which_calls_take_from_the_limit() -> None:
    calls = to_japan(100)
    assert calls.each(network=None, access="sip-trunk").judge(OUTBOUND)
    for callee in ("tel:+81312345678", "tel:+81-3-1234-5678", "sip:+81312345678@gate.example;user=phone"):
        assert calls.each(callee=callee).judge(OUTBOUND)
    assert calls.each(campaign="spring", caller="anonymous", media="fax").judge(OUTBOUND)
    for network in ("sip", "app", "video"):
        assert not calls.each(network=network).judge(OUTBOUND)
    for direction in ("inbound", "forward"):
        assert not calls.each(direction=direction).judge(OUTBOUND)
    for callee in ("+12125550123", "+8112", "0312345678", "119", "sip:desk@pbx.example"):
        assert not calls.each(callee=callee).judge(OUTBOUND)


def test_one_call_among_a_hundred_that_goes_elsewhere_is_not_counted() -> None:
    calls = account().attempts(101, every=0)
    assert calls.each(japanese=first(100)).judge(OUTBOUND).at == [100]
    assert not calls.each(japanese=first(99)).judge(OUTBOUND)


def test_calls_known_from_their_records_alone_are_counted_from_their_start() -> None:
    over = account().ends(100, every=100).each(japanese=True, ring=0)
    assert over.each(talk=9_901).judge(OUTBOUND).at == [100]
    assert not over.each(talk=9_900).judge(OUTBOUND)
    assert not account().ends(100, every=100).each(japanese=True, ring=0, talk=0).judge(OUTBOUND)


def test_a_limit_of_ones_own_replaces_the_default() -> None:
    found = to_japan(150, limits={"concurrent_outbound": 120}).judge(OUTBOUND)
    assert (found.at, found.evidence[UP].limit) == ([120], 120)
    assert to_japan(20, limits={"concurrent_outbound": 2}).judge(OUTBOUND).at == [2]
    assert stranger().attempts(100, every=0).each(japanese=True).judge(OUTBOUND).at == [100]


def event(limit: float, **fields: object) -> Record:
    return {"id": "launch", "status": "agreed", **dates(0, "1h"), "limits": {"concurrent_outbound": limit}, **fields}


def test_an_agreed_event_covers_its_calls_and_says_so() -> None:
    covered = STORY.knowing(declared=[event(200)]).judge(OUTBOUND)
    assert (covered.levels, covered.at, covered.last.declared) == ([0], [100], "launch")
    assert (covered.evidence[UP].limit, covered.last.severity) == (100, "info")
    more = to_japan(200, declared=[event(200)]).judge(OUTBOUND)
    assert (more.levels, more.at, more.last.declared, more.evidence[UP].limit) == ([0, 1], [100, 200], None, 200)


@pytest.mark.parametrize("fields", [{"status": "pending"}, {"status": "refused"}, dates("-1h", 0), dates("10m")])
def test_an_event_that_is_not_agreed_or_not_now_changes_nothing(fields: Record) -> None:
    assert STORY.knowing(declared=[event(200, **fields)]).judge(OUTBOUND) == STORY.judge(OUTBOUND)


def test_it_is_said_again_only_after_a_quiet_day() -> None:
    again = STORY.pause("23h").calls(120, every="1s").each(japanese=True, talk="5m")
    assert again.judge(OUTBOUND).at == [100]
    later = STORY.pause("24h").calls(120, every="1s").each(japanese=True, talk="5m")
    assert later.judge(OUTBOUND).at == [100, 220]


def test_the_window_it_shows_is_the_moment_at_which_they_were_up() -> None:
    window = to_japan(100).judge(OUTBOUND).last.window
    assert (window.start, window.end) == (START, START)
