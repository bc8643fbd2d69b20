"""Told as stories: what an account does, and what is said of it."""

from tests.stories import FOREIGN, HELD, Story, account, first, stranger

INBOUND = "load.concurrent-inbound"
UP = "concurrent_inbound_calls"
STORY = account("ticket office").calls(120, every="1s").each(direction="inbound", talk="5m")


def coming_in(count: int, **facts: object) -> Story:
    """Calls to the account that come at the same time and are still up."""
    return account().knowing(**facts).attempts(count, every=0).each(direction="inbound", callee=HELD, caller=FOREIGN)


def test_the_hundredth_call_that_comes_in_at_once_is_one_too_many() -> None:
    found = STORY.judge(INBOUND)
    assert (found.levels, found.at) == ([1], [100])
    assert (found.evidence[UP].observed, found.evidence[UP].limit) == (100, 100)
    assert found.last.summary == "100 inbound calls were up at once; fewer than 100 may be."
    assert not coming_in(99).judge(INBOUND)


def test_callers_who_come_one_after_the_other_are_welcome() -> None:
    assert not account().calls(1_000, every="1s").each(direction="inbound", ring="9s", talk="90s").judge(INBOUND)


def test_which_calls_take_from_the_limit() -> None:
    calls = coming_in(100)
    assert calls.each(access="api", network=None).judge(INBOUND)
    assert calls.each(callee="desk").judge(INBOUND)
    assert calls.each(caller="anonymous").judge(INBOUND)
    assert not calls.each(access="sip-trunk").judge(INBOUND)
    for network in ("sip", "app", "video"):
        assert not calls.each(network=network).judge(INBOUND)
    for direction in ("outbound", "forward"):
        assert not calls.each(direction=direction).judge(INBOUND)


def test_what_comes_over_the_customers_own_trunk_is_not_counted_among_the_others() -> None:
    calls = coming_in(101)
    assert calls.each(access=first(1, "sip-trunk")).judge(INBOUND).at == [101]
    assert not calls.each(access=first(2, "sip-trunk")).judge(INBOUND)


def test_an_emergency_centre_may_be_called_by_everybody() -> None:
    assert not coming_in(120, country="JP").each(callee="119").judge(INBOUND)


def test_calls_known_from_their_records_alone_are_counted_from_their_start() -> None:
    over = account().ends(100, every=100).each(direction="inbound", ring=0)
    assert over.each(talk=9_901).judge(INBOUND).at == [100]
    assert not over.each(talk=9_900).judge(INBOUND)


def test_a_limit_of_ones_own_replaces_the_default() -> None:
    found = coming_in(600, limits={"concurrent_inbound": 500}).judge(INBOUND)
    assert (found.at, found.evidence[UP].limit) == ([500], 500)
    assert stranger().attempts(100, every=0).each(direction="inbound").judge(INBOUND).at == [100]
