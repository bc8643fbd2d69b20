"""The oracle against cases that can be counted by hand. Times are ms after START, the border of every pane."""

import math
from fractions import Fraction
from itertools import count

import pytest

from tests.oracle import Event, Finding, judge
from tests.oracle.shares import DAY, HOUR, MINUTE, SECOND, is_over
from tests.oracle.spoofing import is_habit

START = 20_700 * DAY
HELD = "+13125550100"
FOREIGN = "+14155550111"
ids = count()


def account(**facts: object) -> Event:
    return {"account": "a", "country": "US", "numbers": [{"number": HELD, "from": 0, "until": None}], **facts}


def attempt(at: int, **fields: object) -> Event:
    n = next(ids)
    event = {"id": f"e{n}", "account": "a", "ts": START + at, "event": "attempt", "call": f"c{n}"}
    return event | {"direction": "outbound", "from": HELD, "to": "+12125550123"} | fields


def end(at: int, **fields: object) -> Event:
    answered = {"event": "end", "started": START, "talk_ms": 60_000, "hangup": "callee"}
    return attempt(at, **answered) | fields


def found(calls: list[Event], *detectors: str, **facts: object) -> list[tuple[int, int]]:
    """(Level, place of the crossing event in `calls`) of what these detectors find; of all if none is named."""
    findings = judge([account(**facts)], calls)
    places = {event["id"]: place for place, event in reversed(list(enumerate(calls)))}
    return [(f.level, places[f.crossing_event_id]) for f in findings if not detectors or f.detector in detectors]


UNOWNED = "voice.unowned-caller-id"
INVALID = "voice.invalid-caller-id"
ABANDONED = "voice.abandoned-calls"
CPS = "load.calls-per-second"


@pytest.mark.parametrize("limit", [Fraction(1, 100), Fraction(3, 100), Fraction(15, 100), Fraction(1, 2)])
def test_the_bound_agrees_with_the_formula_in_the_textbooks(limit: Fraction) -> None:
    z = 1.959963984540054
    for n in range(1, 160):
        for k in range(n + 1):
            p = k / n
            spread = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
            lower = (p + z * z / (2 * n) - spread) / (1 + z * z / n)
            assert abs(lower - limit) > 1e-9
            assert is_over(k, n, limit) == (lower > limit)


def test_bounds_at_the_ends_of_the_scale() -> None:
    assert not is_over(0, 0, Fraction(0))
    assert not is_over(0, 5, Fraction(0))
    assert is_over(1, 5, Fraction(0))
    assert not is_over(5, 5, Fraction(1))


# caller ids


def test_the_tenth_unowned_call_in_ten_minutes_crosses() -> None:
    calls = [attempt(i * 10 * SECOND, **{"from": FOREIGN}) for i in range(12)]
    assert found(calls) == [(1, 9)]
    assert judge([account()], calls)[0] == Finding("a", UNOWNED, "account", "a", 1, calls[9]["id"], calls[9]["ts"])


def test_ten_of_a_hundred_and_twenty_are_under_five_percent() -> None:
    calls = [attempt(i * 2 * SECOND, **{"from": FOREIGN if i % 12 == 11 else HELD}) for i in range(120)]
    assert found(calls) == []


def test_the_tenth_after_the_first_ones_pane_has_left_does_not_cross() -> None:
    within = [attempt(0, **{"from": FOREIGN})] + [attempt(599_999, **{"from": FOREIGN}) for _ in range(9)]
    after = [attempt(0, **{"from": FOREIGN})] + [attempt(600_000, **{"from": FOREIGN}) for _ in range(9)]
    assert found(within, UNOWNED) == [(1, 9)]
    assert found(after, UNOWNED) == []


def test_a_hundred_unowned_calls_in_a_day_cross_however_slow() -> None:
    calls = [attempt(i * 5 * MINUTE, **{"from": FOREIGN}) for i in range(101)]
    assert found(calls) == [(1, 99)]


def test_a_thousand_in_a_day_cross_whatever_their_share() -> None:
    assert is_habit(1_000, 1_000_000)
    assert not is_habit(999, 1_000_000)


def test_nothing_is_unowned_without_a_record() -> None:
    calls = [attempt(i, **{"from": FOREIGN, "network": "video"}) for i in range(20)]
    assert judge([], calls) == []
    assert [f.detector for f in judge([account()], calls)] == [UNOWNED]


def test_numbers_are_held_by_their_dates() -> None:
    dates = {"number": FOREIGN, "from": START + 100, "until": START + 200}
    for at, expected in ((99, [(1, 9)]), (100, []), (199, []), (200, [(1, 9)])):
        calls = [attempt(at, network="video", **{"from": FOREIGN}) for _ in range(10)]
        assert found(calls, numbers=[dates]) == expected
        assert found(calls, caller_ids=[dates]) == expected


@pytest.mark.parametrize("number", ["anonymous", "Anonymous", "sip:a@b.example", "sips:a@b.example"])
def test_the_nameless_are_neither_invalid_nor_unowned(number: str) -> None:
    assert found([attempt(i * SECOND, **{"from": number}) for i in range(50)]) == []


@pytest.mark.parametrize("number", ["+19115550100", "+11235550100", "+1000", "12", "", "+", "tel:+13125550100", "911"])
def test_ten_impossible_numbers_cross(number: str) -> None:
    calls = [attempt(i * SECOND, **{"from": number}) for i in range(10)]
    assert found(calls, INVALID) == found(calls, UNOWNED) == [(1, 9)]
    assert found(calls[1:]) == []


def test_ten_failed_verifications_cross_and_missing_ones_never_do() -> None:
    assert found([attempt(i * SECOND, verstat="TN-Validation-Failed-B") for i in range(10)]) == [(1, 9)]
    assert found([attempt(i * SECOND, verstat="No-TN-Validation", attest="C") for i in range(50)]) == []


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_only_outbound_legs_are_judged_by_their_caller(direction: str) -> None:
    calls = [
        attempt(i * SECOND, direction=direction, verstat="TN-Validation-Failed", **{"from": "12"}) for i in range(50)
    ]
    assert found(calls) == []


# dialers


def dialed(at: int, agent: int | None = 900, **fields: object) -> Event:
    return end(at, dialer=True, answered_by="human", agent_ms=agent, **fields)


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
    (first, at_first), (second, at_second) = found(calls)
    assert (first, at_first, second) == (1, 99, 2)
    assert is_over(25 + at_second - 99, at_second + 1, Fraction(30, 100))
    assert not is_over(25 + at_second - 100, at_second, Fraction(30, 100))


def test_what_the_network_released_or_nobody_answered_is_not_short() -> None:
    assert found([end(i * SECOND, talk_ms=3_000, hangup="network") for i in range(200)]) == []
    assert found([end(i * SECOND, talk_ms=0) for i in range(200)]) == []


@pytest.mark.parametrize(("ring", "expected"), [(None, [(1, 99)]), (15_000, [(1, 99)]), (15_001, [])])
def test_early_hangups(ring: int | None, expected: list[tuple[int, int]]) -> None:
    assert found([end(i * SECOND, talk_ms=0, hangup="caller", ring_ms=ring) for i in range(100)]) == expected


def test_only_the_caller_gives_up_early() -> None:
    assert found([end(i * SECOND, talk_ms=0, hangup="callee", ring_ms=1) for i in range(200)]) == []


# load


def test_the_fourth_within_a_thousand_ms_crosses() -> None:
    assert found([attempt(at) for at in (700, 900, 1_300, 1_699)]) == [(1, 3)]
    assert found([attempt(at) for at in (700, 900, 1_300, 1_700)]) == []


def test_an_attempt_that_comes_late_can_be_the_one_that_crosses() -> None:
    assert found([attempt(at) for at in (100, 900, 1_000, 10_500, 500)]) == [(1, 4)]


def test_ten_seconds_late_counts_and_later_does_not() -> None:
    before = [attempt(0), attempt(0), attempt(0)]
    assert found([*before, attempt(10_000), attempt(0)]) == [(1, 4)]
    assert found([*before, attempt(10_001), attempt(0)]) == []


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"network": "sip"}, True),
        ({"network": "app"}, True),
        ({"network": None}, True),
        ({"direction": "forward"}, True),
        ({"to": "+911"}, True),
        ({"to": "999"}, True),
        ({"network": "video"}, False),
        ({"direction": "inbound"}, False),
        ({"to": "911"}, False),
        ({"to": "112"}, False),
    ],
)
def test_which_attempts_count(fields: Event, counts: bool) -> None:  # noqa: FBT001  (a column of the table above)
    assert found([attempt(i, **fields) for i in range(4)]) == ([(1, 3)] if counts else [])


@pytest.mark.parametrize(
    ("country", "exempt"),
    [
        ("US", {"911", "112"}),
        ("JP", {"911", "112", "110", "118", "119"}),
        ("GB", {"911", "112", "999"}),
        (None, {"911", "112", "110", "118", "119", "999"}),
    ],
)
def test_emergency_numbers_are_those_of_the_accounts_country(country: str | None, exempt: set[str]) -> None:
    numbers = ("911", "112", "110", "118", "119", "999")
    assert {to for to in numbers if not found([attempt(i, to=to) for i in range(4)], country=country)} == exempt


def bursts(*seconds: int) -> list[Event]:
    return [attempt(second * SECOND + i) for second in seconds for i in range(4)]


def test_ten_seconds_over_the_limit_in_five_minutes_reach_level_two() -> None:
    assert found(bursts(*range(0, 36, 4))) == [(1, 3)]
    assert found(bursts(*range(0, 40, 4))) == [(1, 3), (2, 39)]


def test_a_second_leaves_five_minutes_after_its_latest_crossing() -> None:
    first = bursts(*range(0, 36, 4))  # the first second's crossing attempt is at 3 ms
    last = [attempt(299_999 + i) for i in range(4)]
    assert found([*first, *last]) == [(1, 3), (2, 39)]
    last = [attempt(300_000 + i) for i in range(4)]
    assert found([*first, *last]) == [(1, 3)]


# speaking again


def test_a_detector_speaks_again_an_hour_after_it_was_last_over() -> None:
    calls = [attempt(at) for at in (0, 1, 2, 3)]
    for gap, expected in ((HOUR - 1, [(1, 3)]), (HOUR, [(1, 3), (1, 7)])):
        assert found([*calls, *(attempt(3 + gap - 3 + i) for i in range(4))]) == expected


def test_every_event_over_the_limit_puts_speaking_again_off() -> None:
    step = 50 * MINUTE
    calls = [attempt(i * step + j) for i in range(10) for j in range(4)]
    assert found(calls) == [(1, 3)]


def test_both_levels_are_said_again_after_silence() -> None:
    again = bursts(*range(4 * 3600, 4 * 3600 + 40, 4))
    assert found([*bursts(*range(0, 40, 4)), *again]) == [(1, 3), (2, 39), (1, 43), (2, 79)]


# limits and declared events


def declared(limit: float = 5, **fields: object) -> Event:
    return {"id": "d", "status": "agreed", "from": START, "until": START + HOUR, "limits": {"cps": limit}} | fields


def test_a_declared_event_turns_what_it_covers_into_level_zero() -> None:
    calls = [attempt(i) for i in range(6)]
    assert found(calls[:5], declared=[declared()]) == [(0, 3)]
    assert found(calls, declared=[declared()]) == [(0, 3), (1, 5)]
    assert found(bursts(*range(0, 40, 4)), declared=[declared()]) == [(0, 3), (0, 39)]


@pytest.mark.parametrize("status", ["pending", "refused"])
def test_what_is_not_agreed_changes_nothing(status: str) -> None:
    assert found([attempt(i) for i in range(4)], declared=[declared(status=status)]) == [(1, 3)]


def test_a_declared_event_holds_by_its_dates() -> None:
    facts = [declared(**{"from": START + 3, "until": START + 4})]
    assert found([attempt(i) for i in (0, 1, 2, 2)], declared=facts) == [(1, 3)]
    assert found([attempt(i) for i in (0, 1, 2, 3)], declared=facts) == [(0, 3)]
    assert found([attempt(i) for i in (0, 1, 2, 4)], declared=facts) == [(1, 3)]


def test_of_several_declared_events_the_highest_limit_holds() -> None:
    calls = [attempt(i) for i in range(6)]
    assert found(calls, declared=[declared(4), declared(5), declared(4)]) == [(0, 3), (1, 5)]
    assert found(calls, declared=[declared(5), declared(9, status="pending")]) == [(0, 3), (1, 5)]


def test_a_declared_limit_replaces_the_accounts_even_if_lower() -> None:
    assert found([attempt(i) for i in range(4)], limits={"cps": 10}, declared=[declared(2)]) == [(1, 2)]


def test_what_the_ordinary_side_said_under_cover_is_not_covered_twice() -> None:
    calls = [dialed(i * SECOND, None) for i in range(100)]
    covered = [declared(limits={"abandoned_share": 1}, until=START + 99 * SECOND + 1)]
    assert found(calls, declared=covered) == [(0, 99)]
    assert found([*calls, dialed(100 * SECOND, None)], declared=covered) == [(0, 99), (1, 100), (2, 100)]


def test_without_a_declared_event_in_force_nothing_is_level_zero() -> None:
    until = START + 20 * SECOND  # five seconds covered, five not: the ordinary side has ten, the other five
    assert found(bursts(*range(0, 40, 4)), declared=[declared(until=until)]) == [(0, 3), (1, 23)]


def test_of_dated_limits_the_last_listed_in_force_holds() -> None:
    dated = [{"value": 5, "from": START}, {"value": 4, "from": START, "until": START + 1_000}]
    calls = [attempt(i) for i in range(6)]
    assert found(calls, limits={"cps": dated}) == [(1, 4)]
    assert found(calls, limits={"cps": dated[::-1]}) == [(1, 5)]
    assert found(calls, limits={"cps": [{"value": 9, "from": START + 4}]}) == [(1, 3)]
    assert found(calls, limits={"cps": 2.5}) == [(1, 2)]


# duplicates


def test_an_id_is_remembered_for_sixty_four_events() -> None:
    first = [attempt(0), attempt(0), attempt(0)]
    again = {**first[2], "call": "another"}
    between = [attempt(0, direction="inbound") for _ in range(64)]
    assert judge([account()], [*first, *between[:63], again]) == []
    crossing = Finding("a", CPS, "account", "a", 1, again["id"], again["ts"])
    assert judge([account()], [*first, *between, again]) == [crossing]


def test_a_duplicate_moves_neither_the_clock_nor_the_memory() -> None:
    first = attempt(0)
    ahead = {**first, "ts": START + DAY}
    assert found([first, ahead, attempt(0), attempt(0), attempt(0)]) == [(1, 4)]
    between = [attempt(0, direction="inbound") for _ in range(63)]
    refreshed = [first, *between, first, attempt(0, direction="inbound"), {**first, "call": "another"}]
    assert found([*refreshed, attempt(0), attempt(0)]) == [(1, 68)]
