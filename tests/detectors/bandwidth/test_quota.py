"""Told as stories: how much an account moves in a day, and what is said of it."""

from dataclasses import replace

from streams.identity import identity
from tests.books import START, books, levels
from tests.story_calls import ms

QUOTA = "bandwidth.quota"
STORY = books(limits={"bytes_per_day": 1_000}).moved(600).moved(401, "5h", "calls").moved(999, "23h", "sms")


def test_all_channels_together_are_over_the_limit_and_at_its_double() -> None:
    first, second = STORY.judge(QUOTA)
    assert (first.level, second.level) == (1, 2)
    assert [(e.metric, e.observed, e.limit, e.unit) for e in first.evidence] == [
        ("bytes_in_utc_day", 1_001, 1_000, "bytes")
    ]
    assert [(e.observed, e.limit) for e in second.evidence] == [(2_000, 2_000)]
    assert (first.ts, second.ts) == (START + ms("5h"), START + ms("23h"))
    assert (first.crossing, first.samples, first.declared, first.claims) == (None, (), None, None)
    assert first.id == identity("acme", "bandwidth.quota@1", "account", "acme", "1", str(START))


def test_the_limit_itself_may_be_moved() -> None:
    exactly = books(limits={"bytes_per_day": 1_000}).moved(1_000)
    assert not exactly.judge(QUOTA)
    assert levels(exactly.moved(1, "1h").judge(QUOTA)) == [1]


def test_both_levels_at_once_are_two_findings() -> None:
    assert levels(books(limits={"bytes_per_day": 1_000}).moved(5_000).judge(QUOTA)) == [1, 2]


def test_days_are_those_of_utc() -> None:
    border = books(limits={"bytes_per_day": 1_000}).moved(600, "23h").moved(600, "24h")
    assert not border.judge(QUOTA)
    assert levels(border.moved(401, "1435m").judge(QUOTA)) == [1]  # late, and of the first day


def test_it_speaks_once_a_day_and_again_the_next() -> None:
    two_days = STORY.moved(5_000, "23h").moved(1_001, "24h").moved(50, "25h")
    assert levels(two_days.judge(QUOTA)) == [1, 2, 1]
    assert len({alert.id for alert in two_days.judge(QUOTA)}) == 3


def test_without_a_limit_nobody_is_judged() -> None:
    assert not books(contract_bps=10**9).moved(10**15).judge(QUOTA)
    assert not books(limits={"spend_cap": 5}).moved(10**15).judge(QUOTA)


def test_what_moves_nothing_is_not_over_a_limit_of_nothing() -> None:
    nothing = books(limits={"bytes_per_day": 0})
    assert not nothing.charged(1).judge(QUOTA)
    assert levels(nothing.moved(1).judge(QUOTA)) == [1, 2]


def test_what_a_stream_says_again_or_too_late_changes_nothing() -> None:
    told = STORY.told
    for again in ((*told, *told), (*told, told[0]), (told[1], *told)):
        said = replace(STORY, told=again).judge(QUOTA)
        assert {alert.id for alert in said} == {alert.id for alert in STORY.judge(QUOTA)}


def test_what_was_said_before_and_comes_later_takes_nothing_off() -> None:
    low, high = books(limits={"bytes_per_day": 1_000}).moved(400).moved(400).told
    for order in ((low, high), (high, low), (high, low, high, low)):
        story = replace(STORY, told=order)
        assert not story.moved(200, "1h").judge(QUOTA)
        assert levels(story.moved(201, "1h").judge(QUOTA)) == [1]


def test_the_limit_is_that_in_force_at_the_slot() -> None:
    dated = [{"value": 500, "until": START + ms("6h")}, {"value": 5_000, "from": START + ms("6h")}]
    later = books(limits={"bytes_per_day": dated}).moved(400, "1h").moved(4_000, "7h")
    assert not later.judge(QUOTA)
    assert levels(later.moved(700, "6h").moved(1, "23h").judge(QUOTA)) == [1]  # at six it is the new one already
    late = later.moved(101, "5h")  # by six o'clock it was over what held then
    (alert,) = late.judge(QUOTA)
    assert (alert.level, alert.evidence[0].observed, alert.evidence[0].limit) == (1, 501, 500)


def test_a_declared_event_covers_what_only_the_ordinary_limit_would_find() -> None:
    event = {"id": "launch", "status": "agreed", "from": START, "until": START + ms("2h")}
    declared = books(limits={"bytes_per_day": 1_000}, declared=[{**event, "limits": {"bytes_per_day": 9_000}}]).moved(
        1_500, "1h"
    )
    (covered,) = declared.judge(QUOTA)
    assert (covered.level, covered.declared, covered.severity) == (0, "launch", "info")
    assert (covered.evidence[0].observed, covered.evidence[0].limit) == (1_500, 1_000)
    assert levels(declared.moved(1, "3h").judge(QUOTA)) == [0, 1]  # when it is over, the day is over the limit
    pending = declared.knowing(declared=[{**event, "status": "pending", "limits": {"bytes_per_day": 9_000}}])
    assert levels(pending.judge(QUOTA)) == [1]


def test_months_that_are_long_over_are_forgotten() -> None:
    long_ago = STORY.moved(1, "95d")
    assert levels(long_ago.moved(9_999, "1h").judge(QUOTA)) == [1, 2]
