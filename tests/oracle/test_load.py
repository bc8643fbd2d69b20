"""The oracle's row about calls a second, counted by hand."""

import pytest

from tests.oracle import Event
from tests.oracle.hand import CPS, START, attempt, bursts, end, found
from tests.oracle.shares import HOUR, MINUTE


def test_the_fourth_within_a_thousand_ms_crosses() -> None:
    assert found([attempt(at) for at in (700, 900, 1_300, 1_699)]) == [(1, 3)]
    assert found([attempt(at) for at in (700, 900, 1_300, 1_700)]) == []


def test_an_attempt_that_comes_late_can_be_the_one_that_crosses() -> None:
    assert found([attempt(at) for at in (100, 900, 1_000, 10_500, 500)]) == [(1, 4)]


def test_a_start_counts_for_max_call_and_later_does_not() -> None:
    before = [attempt(0), attempt(0), attempt(0)]
    assert found([*before, attempt(4 * HOUR - 1), attempt(0)]) == [(1, 4)]
    assert found([*before, attempt(4 * HOUR), attempt(0)]) == []
    assert found([*before, attempt(HOUR - 1), attempt(0)], limits={"max_call": HOUR}) == [(1, 4)]
    assert found([*before, attempt(HOUR), attempt(0)], limits={"max_call": HOUR}) == []


def test_the_horizon_never_moves_back() -> None:
    shorter = {"max_call": [{"value": 1_000, "from": START + HOUR, "until": START + HOUR + 1}]}
    calls = [
        attempt(0),
        attempt(0),
        attempt(0),
        attempt(HOUR, direction="inbound"),
        attempt(HOUR + 1, network="video"),
        attempt(0),
    ]
    assert found(calls) == [(1, 5)]
    assert found(calls, limits=shorter) == []


def test_starts_up_to_the_horizon_are_not_counted_with_later_ones() -> None:
    assert found([attempt(1), attempt(1), attempt(1), attempt(4 * HOUR), attempt(0)]) == []
    calls = [attempt(0), attempt(0), attempt(4 * HOUR), attempt(1), attempt(1)]
    assert found(calls) == []
    assert found([*calls, attempt(1), attempt(1)]) == [(1, 6)]


def test_a_leg_without_an_attempt_counts_when_it_started_and_crosses_when_it_arrives() -> None:
    for last, expected in ((300, []), (301, [(1, 3)]), (1_699, [(1, 3)]), (1_700, [])):
        starts = (700, 1_300, 900, last)
        calls = [end((i + 1) * MINUTE, started=START + start) for i, start in enumerate(starts)]
        assert found(calls, CPS) == expected


def test_a_leg_that_ends_before_it_started_counts_at_its_end() -> None:
    assert found([end(i, started=START + i * HOUR) for i in range(4)], CPS) == [(1, 3)]


def test_the_end_of_an_attempt_starts_nothing() -> None:
    calls = [attempt(0, call="c"), attempt(0), attempt(0), end(5, call="c", started=START)]
    assert found(calls, CPS) == []
    assert found([*calls, attempt(0)], CPS) == [(1, 4)]


def test_the_limit_is_the_one_in_force_at_the_start() -> None:
    limits = {"cps": [{"value": 1, "from": START + 10, "until": START + 11}]}
    for start, expected in ((9, []), (10, [(1, 1)]), (11, [])):
        assert found([end(i + 20, started=START + start) for i in range(2)], CPS, limits=limits) == expected


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
        ({"to": "tel:911"}, False),
        ({"to": "sip:911@pbx.example"}, False),
        ({"to": "urn:service:sos.fire"}, False),
        ({"to": "sip:desk@911.example"}, True),
        ({"to": "tel:+1911"}, True),
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


def test_ten_seconds_over_the_limit_in_five_minutes_reach_level_two() -> None:
    assert found(bursts(*range(0, 36, 4))) == [(1, 3)]
    assert found(bursts(*range(0, 40, 4))) == [(1, 3), (2, 39)]


def test_a_second_leaves_five_minutes_after_its_latest_crossing() -> None:
    first = bursts(*range(0, 36, 4))  # the first second's crossing attempt is at 3 ms
    last = [attempt(299_999 + i) for i in range(4)]
    assert found([*first, *last]) == [(1, 3), (2, 39)]
    last = [attempt(300_000 + i) for i in range(4)]
    assert found([*first, *last]) == [(1, 3)]


def test_a_seconds_latest_crossing_attempt_is_the_latest_in_time() -> None:
    first = [attempt(at) for at in (900, 900, 900, 999, 900)]
    before = [*first, *bursts(*range(4, 36, 4))]
    assert found([*before, *(attempt(300_995 + i) for i in range(4))]) == [(1, 3), (2, 40)]
    assert found([*before, *(attempt(300_996 + i) for i in range(4))]) == [(1, 3)]


def test_ten_seconds_count_in_any_order() -> None:
    calls = bursts(*range(4, 40, 4), 0)
    assert found(calls) == [(1, 3), (2, 39)]


def test_the_five_minutes_may_end_after_the_crossing_start() -> None:
    later = bursts(*range(268, 301, 4))  # nine seconds, the last crossing start at 300.003 s
    assert found([*later, *(attempt(i) for i in range(4))]) == [(1, 3)]
    assert found([*later, *(attempt(i) for i in range(1, 5))]) == [(1, 3), (2, 39)]


def test_crossing_starts_up_to_the_horizon_do_not_count() -> None:
    calls = bursts(*range(0, 40, 4))  # from 3 ms to 36.003 s
    assert found(calls, limits={"max_call": 36_001}) == [(1, 3), (2, 39)]
    assert found(calls, limits={"max_call": 36_000}) == [(1, 3)]
