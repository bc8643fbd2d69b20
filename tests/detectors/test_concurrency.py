"""Told as stories: how many calls were up at each moment, and which limit held at it."""

import pytest

from tests.stories import START, Record, Story, account, dates, first, ms

UP = "load.concurrent-outbound"
CALLS = "concurrent_outbound_calls"


def to_japan(*times: str | int) -> Story:
    """Calls to Japan, set up at these times in this order of arrival, that are still up."""
    return account().attempts(len(times)).at(*times).each(japanese=True)


def event(limit: float, since: str | int = 0, until: str = "10m") -> Record:
    return {"id": "launch", "status": "agreed", **dates(since, until), "limits": {"concurrent_outbound": limit}}


def test_a_call_that_is_reported_late_is_judged_at_every_moment_at_which_it_was_up() -> None:
    assert to_japan(*["10s"] * 99, 0).judge(UP).at == [100]
    assert to_japan(*["10s"] * 50, *["20s"] * 49, 0).judge(UP).at == [100]
    assert not to_japan(*["4h"] * 99, 0).judge(UP)  # it has lapsed by then


@pytest.mark.parametrize(("released", "found"), [(240_001, [100]), (240_000, [])])
def test_a_call_that_was_over_before_the_others_began_was_not_up_with_them(released: int, found: list[int]) -> None:
    over = account().ends(100).at(*["5m"] * 99, released).each(japanese=True, ring=0, talk="60s")
    assert over.judge(UP).at == found


def test_the_order_in_which_calls_are_reported_does_not_matter() -> None:
    forth, back = [f"{i}s" for i in range(100)], [f"{i}s" for i in reversed(range(100))]
    assert to_japan(*forth).judge(UP).at == to_japan(*back).judge(UP).at == [100]


def test_calls_that_are_set_up_one_after_the_other_count_only_where_they_overlap() -> None:
    talks = account().ends(200, every="1s").each(japanese=True, ring=0)
    assert talks.each(talk=99_001).judge(UP).at == [100]
    assert not talks.each(talk=99_000).judge(UP)


def test_a_call_that_began_too_long_ago_is_not_judged_any_more() -> None:
    assert to_japan(*["1s"] * 99, 14_400_999, "1s").judge(UP).at == [100]
    apart = to_japan(*["1s"] * 98, 14_401_000, "1s", "1s")
    assert not apart.judge(UP)


def test_an_agreed_event_counts_for_the_calls_that_begin_in_it() -> None:
    crowd = to_japan(*["1m"] * 150)
    assert crowd.knowing(declared=[event(200)]).judge(UP).levels == [0]
    assert crowd.knowing(declared=[event(200, 0, "60s")]).judge(UP).levels == [1]
    assert crowd.knowing(declared=[event(200, "60s")]).judge(UP).levels == [0]
    assert crowd.knowing(declared=[event(200, "61s")]).judge(UP).levels == [1]


def test_calls_that_stay_up_beyond_it_count_against_the_ordinary_limit_for_the_next() -> None:
    crowd = account(declared=[event(200)]).calls(150, every=0).each(japanese=True, ring=0)
    after = crowd.each(talk="11m").attempts(1).at("10m").each(japanese=True).judge(UP)
    assert (after.levels, after.at) == ([0, 1], [100, 151])
    assert (after.evidence[CALLS].observed, after.evidence[CALLS].limit) == (151, 100)
    gone = crowd.each(talk="10m").attempts(1).at("10m").each(japanese=True).judge(UP)
    assert gone.levels == [0]


def test_a_call_of_the_event_that_is_reported_after_it_is_covered_by_it() -> None:
    story = to_japan(*["1m"] * 99, "11m", "2m").each(japanese=first(99))
    late = story.each(japanese=True)
    covered = late.knowing(declared=[event(200)]).judge(UP)
    assert (covered.levels, covered.at) == ([1], [100])  # the call at 11 minutes, which is no longer of the event
    other = to_japan(*["1m"] * 99, "11m", "2m").each(callee=first(99, "+819012345678"), japanese=False)
    assert not other.judge(UP)


def test_the_limit_that_is_shown_is_the_one_that_held_at_the_moment_that_is_shown() -> None:
    story = to_japan(*["1m"] * 98, "11m", "5m").knowing(declared=[event(200)])
    found = story.judge(UP)  # the last call is within the event for five minutes, and then it is one too many
    assert (found.levels, found.at) == ([1], [100])
    assert (found.evidence[CALLS].observed, found.evidence[CALLS].limit) == (100, 100)
    assert found.last.claims is not None
    assert found.last.claims.at == START + ms("10m")
    assert found.last.window.start == found.last.ts


def test_a_limit_with_dates_holds_for_what_happens_between_them() -> None:
    dated = [{"value": 10, **dates("10m", "20m")}]
    for moment, found in ((599_999, []), (600_000, [11]), (1_199_999, [11]), (1_200_000, [])):
        assert to_japan(*["1m"] * 10, moment).knowing(limits={"concurrent_outbound": dated}).judge(UP).at == found


def test_of_two_events_the_higher_limit_holds() -> None:
    events = [event(120), {**event(140), "id": "second"}]
    found = to_japan(*["1m"] * 140).knowing(declared=events).judge(UP)
    assert (found.levels, found.at, found.evidence[CALLS].limit) == ([0, 1], [100, 140], 140)
    assert found.alerts[0].declared == "second"
