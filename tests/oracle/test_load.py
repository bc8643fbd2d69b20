"""The oracle's row about calls a second, counted by hand."""

import pytest

from tests.oracle import Event
from tests.oracle.hand import attempt, bursts, found


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
