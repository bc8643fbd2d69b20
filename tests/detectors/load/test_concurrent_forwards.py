"""Told as stories: what an account does, and what is said of it."""

from tests.stories import FOREIGN, Story, account, first, stranger

FORWARDS = "load.concurrent-forwards"
UP = "concurrent_forwards_calls"
STORY = account("switchboard").calls(80, every="1s").each(direction="forward", japanese=True, talk="5m")


def forwarded(count: int, **facts: object) -> Story:
    """Calls forwarded to Japan at the same time that are still up."""
    return account().knowing(**facts).attempts(count, every=0).each(direction="forward", japanese=True, caller=FOREIGN)


def test_the_fiftieth_call_forwarded_to_japan_at_once_is_one_too_many() -> None:
    found = STORY.judge(FORWARDS)
    assert (found.levels, found.at) == ([1], [50])
    assert (found.evidence[UP].observed, found.evidence[UP].limit) == (50, 50)
    assert found.last.summary == "50 forwards to Japanese numbers were up at once; fewer than 50 may be."
    assert not forwarded(49).judge(FORWARDS)


def test_a_switchboard_may_forward_any_number_of_calls_one_after_the_other() -> None:
    assert not account().calls(500, every="2s").each(direction="forward", japanese=True, talk="90s").judge(FORWARDS)


def test_which_calls_take_from_the_limit() -> None:
    calls = forwarded(50)
    for network in ("pstn", "sip", "app", "video", None):
        assert calls.each(network=network, access="sip-trunk").judge(FORWARDS)
    for direction in ("outbound", "inbound"):
        assert not calls.each(direction=direction).judge(FORWARDS)
    for callee in ("+12125550123", "desk", "sip:desk@pbx.example"):
        assert not calls.each(callee=callee).judge(FORWARDS)
    assert not calls.knowing(country="JP").each(callee="110").judge(FORWARDS)


def test_one_call_among_fifty_that_goes_elsewhere_is_not_counted() -> None:
    calls = account().attempts(51, every=0).each(direction="forward")
    assert calls.each(japanese=first(50)).judge(FORWARDS).at == [50]
    assert not calls.each(japanese=first(49)).judge(FORWARDS)


def test_calls_known_from_their_records_alone_are_counted_from_their_start() -> None:
    over = account().ends(50, every=100).each(direction="forward", japanese=True, ring=0)
    assert over.each(talk=4_901).judge(FORWARDS).at == [50]
    assert not over.each(talk=4_900).judge(FORWARDS)


def test_a_limit_of_ones_own_replaces_the_default() -> None:
    found = forwarded(90, limits={"concurrent_forwards": 75}).judge(FORWARDS)
    assert (found.at, found.evidence[UP].limit) == ([75], 75)
    assert stranger().attempts(50, every=0).each(direction="forward", japanese=True).judge(FORWARDS).at == [50]
