"""The oracle's rows about dialers, counted by hand."""

from fractions import Fraction

import pytest

from tests.oracle import Event, judge
from tests.oracle.hand import ABANDONED, BAD, EARLY, SHORT, START, account, dialed, end, found
from tests.oracle.shares import DAY, HOUR, SECOND, is_over


@pytest.mark.parametrize(
    ("detector", "pane", "panes"),
    [(SHORT, DAY // 60, 60), (EARLY, DAY // 60, 60), (ABANDONED, DAY, 30)],
)
def test_calls_count_until_their_pane_has_left(detector: str, pane: int, panes: int) -> None:
    bad = BAD[detector]
    fifty = [bad(pane - 1) for _ in range(50)]
    assert found([*fifty, *(bad(panes * pane - 1) for _ in range(50))], detector)[0] == (1, 99)
    assert found([*fifty, *(bad(panes * pane) for _ in range(50))], detector) == []


def test_an_end_too_late_to_count_is_not_judged() -> None:
    calls = [dialed(30 * DAY + i * SECOND, None) for i in range(100)]
    limits = {"abandoned_share": [{"value": 1, "from": START + DAY}]}  # the late one alone is under the policy's limit
    assert found([*calls, dialed(DAY - 1, None)], limits=limits) == []


def test_a_dialer_is_judged_for_the_account_and_for_each_campaign_from_a_hundred_on() -> None:
    calls = [dialed(i * SECOND, None, campaign="c") for i in range(99)]
    assert found(calls) == []
    calls += [dialed(100 * SECOND, None), dialed(101 * SECOND, None, campaign="c")]
    said = [(f.subject_kind, f.subject_value, f.level, f.crossing_event_id) for f in judge([account()], calls)]
    account_crosses, campaign_crosses = calls[99]["id"], calls[100]["id"]
    assert said == [
        ("account", "a", 1, account_crosses),
        ("account", "a", 2, account_crosses),
        ("campaign", "c", 1, campaign_crosses),
        ("campaign", "c", 2, campaign_crosses),
    ]


@pytest.mark.parametrize(
    ("agent", "greeting", "levels"),
    [
        (None, None, [1, 2]),
        (None, 9_000, [1, 2]),
        (4_001, None, [1, 2]),
        (4_000, None, [1]),
        (2_001, None, [1]),
        (2_000, None, []),
        (2_001, 0, [1, 2]),
        (8_000, 6_000, []),
        (8_001, 6_000, [1, 2]),
    ],
)
def test_when_a_call_is_abandoned(agent: int | None, greeting: int | None, levels: list[int]) -> None:
    calls = [dialed(i * SECOND, agent, greeting_ms=greeting) for i in range(100)]
    assert found(calls) == [(level, 99) for level in levels]


@pytest.mark.parametrize(
    "other", [{"answered_by": "machine"}, {"dialer": False}, {"treatment": "message"}, {"direction": "inbound"}]
)
def test_calls_that_nobody_can_abandon(other: Event) -> None:
    calls = [dialed(i * SECOND, None) | other for i in range(150)]
    assert found(calls, ABANDONED) == []


def test_abandoned_calls_are_kept_for_thirty_days_of_utc() -> None:
    old = [dialed(i * SECOND, None) for i in range(99)]
    assert found([*old, dialed(30 * DAY - 1, None)]) == [(1, 99), (2, 99)]
    assert found([*old, dialed(30 * DAY, None)]) == []


def test_a_late_end_counts_in_the_windows_that_still_hold_it() -> None:
    old = [dialed(i * SECOND, None, talk_ms=1) for i in range(99)]
    late = [*old, dialed(25 * HOUR), dialed(99 * SECOND, None, talk_ms=1)]
    assert [f.detector for f in judge([account()], late)] == [ABANDONED] * 2
    assert found([*old, dialed(30 * DAY), dialed(99 * SECOND, None)]) == []


def test_short_calls_warn_and_then_suspend() -> None:
    calls = [end(i * SECOND, talk_ms=6_000 if i % 4 == 0 else 6_001) for i in range(100)]
    calls += [end(100 * SECOND, talk_ms=1) for _ in range(100)]
    (first, at_first), (second, at_second) = found(calls, SHORT)
    assert (first, at_first, second) == (1, 99, 2)
    assert is_over(25 + at_second - 99, at_second + 1, Fraction(30, 100))
    assert not is_over(25 + at_second - 100, at_second, Fraction(30, 100))


def test_what_the_network_released_or_nobody_answered_is_not_short() -> None:
    assert found([end(i * SECOND, talk_ms=3_000, hangup="network") for i in range(200)]) == []
    assert found([end(i * SECOND, talk_ms=0) for i in range(200)]) == []


@pytest.mark.parametrize(("ring", "expected"), [(15_000, [(1, 99)]), (15_001, [])])
def test_early_hangups(ring: int, expected: list[tuple[int, int]]) -> None:
    given = [end(i * SECOND, talk_ms=0, hangup="caller", ring_ms=ring, started=START) for i in range(100)]
    assert found(given, EARLY) == expected
    starts = [START + i * SECOND - ring for i in range(100)]
    derived = [end(i * SECOND, talk_ms=0, hangup="caller", started=start) for i, start in enumerate(starts)]
    assert found(derived, EARLY) == expected
    assert found([call | {"ring_ms": None} for call in derived], EARLY) == expected


def test_what_seems_to_end_before_it_started_did_not_ring() -> None:
    calls = [end(i * SECOND, talk_ms=0, hangup="caller", started=START + DAY) for i in range(100)]
    assert found(calls, EARLY) == [(1, 99)]


def test_only_the_caller_gives_up_early() -> None:
    assert found([end(i * SECOND, talk_ms=0, hangup="callee", ring_ms=1) for i in range(200)]) == []


@pytest.mark.parametrize("bad", [ABANDONED, SHORT, EARLY])
def test_no_row_about_dialers_counts_emergency_calls(bad: str) -> None:
    for to, exempt in (("911", True), ("tel:911", True), ("sip:911@pbx.example", True), ("+911", False)):
        calls = [BAD[bad](i * SECOND) | {"to": to} for i in range(100)]
        assert (found(calls, bad) == []) == exempt


def test_an_empty_campaign_is_none() -> None:
    calls = [dialed(i * SECOND, None, campaign="") for i in range(100)]
    assert [finding.subject_kind for finding in judge([account()], calls)] == ["account"] * 2
