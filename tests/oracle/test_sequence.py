"""The oracle's row about callees next to each other, counted by hand."""

import pytest

from tests.oracle import Event
from tests.oracle.hand import SEQUENCE, START, attempt, end, found
from tests.oracle.shares import DAY, HOUR, MINUTE, SECOND

FIRST = 12_125_550_000


def call(number: int, at: int = 0, **fields: object) -> Event:
    return attempt(at, to=f"+{FIRST + number}", network="video") | fields


def crosses(*calls: Event, **facts: object) -> bool:
    return found(list(calls), SEQUENCE, **facts) == [(1, len(calls) - 1)]


def far(count: int, at: int = 0) -> list[Event]:
    """Calls to this many people who are no neighbours of anyone."""
    return [attempt(at, network="video") for _ in range(count)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (range(10), True),
        (range(9), False),
        (range(0, 20, 2), True),
        (range(0, 30, 3), False),
        ([0, 1, 2, 3, 4, 7, 8, 9, 10, 11], False),
        ([0, 1, 2, 3, 4, 6, 7, 9, 11, 12], True),
        ([9, 3, 1, 0, 2, 8, 7, 5, 6, 4], True),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 8], False),
    ],
)
def test_ten_in_a_row_that_differ_by_one_or_two(numbers: list[int], expected: bool) -> None:  # noqa: FBT001  (a column)
    assert crosses(*map(call, numbers)) == expected


def test_the_last_twenty_callees_are_looked_at() -> None:
    assert crosses(*map(call, range(9)), *far(10), call(9))
    assert not crosses(*map(call, range(9)), *far(11), call(9))
    assert not crosses(*map(call, range(9)), *far(60), call(9))


def test_a_callee_is_as_late_as_its_latest_call() -> None:
    row = [call(i, i * SECOND) for i in range(9)]
    assert crosses(*row, *far(10, 20_000), call(0, 21_000), call(9, 23_000))
    assert not crosses(*row, *far(11, 20_000), call(0, 21_000), call(9, 23_000))  # call 0 had left, and put call 1 out
    assert crosses(
        call(0), *far(10), *map(call, range(1, 9)), *far(1), call(0), call(9)
    )  # of equals, the later arrival


def test_what_comes_late_stands_by_its_own_time() -> None:
    row = [call(i, 10_000) for i in range(9)]
    assert crosses(*row, *far(10, 10_000), call(9, 9_999))
    assert not crosses(*row, *far(11, 10_000), call(9, 9_999))  # twenty are later
    assert not crosses(*row[:8], *far(12, 10_000), call(8, 10_000), call(9, 10_000))
    assert crosses(*far(11, 9_000), *row, call(9, 9_000))  # puts the first of them out


def test_a_call_earlier_than_the_latest_one_does_not_make_its_callee_older() -> None:
    row = [call(i, 10_000) for i in range(9)]
    assert crosses(*row, call(0, 1), *far(10, 5_000), *far(10, 6_000), call(9, 10_000))


def test_callees_are_looked_at_for_an_hour() -> None:
    for at, expected in ((HOUR - 1, True), (HOUR, False)):
        assert crosses(call(0), *(call(i, at) for i in range(1, 10))) == expected
    assert crosses(call(0), call(0, MINUTE), *(call(i, HOUR) for i in range(1, 10)))


def test_what_is_too_late_for_the_hour_puts_nobody_out() -> None:
    row = [call(i, HOUR) for i in range(9)]
    assert crosses(*row, *far(10, HOUR), *far(5, MINUTE - 1), call(9, HOUR))


def test_the_accounts_own_numbers_are_left_out() -> None:
    own = {"number": f"+{FIRST + 5}", "from": START + 10, "until": START + 20}
    for at, expected in ((9, True), (10, False), (19, False), (20, True)):
        for facts in ({"numbers": [own]}, {"caller_ids": [own]}):
            assert crosses(*(call(i, at) for i in range(10)), **facts) == expected
            calls = [end(DAY, to=f"+{FIRST + i}", started=START + at) for i in range(10)]
            assert crosses(*calls, **facts) == expected


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("+1212555{}", True),
        ("tel:+1212555{}", True),
        ("TEL:+1212555{};ext=5", True),
        ("+1000{}", True),
        ("+91{}", True),
        ("1212555{}", False),
        ("9{}", False),
        ("+0212555{}", False),
        ("+121255555555{}", False),
        ("sip:+1212555{}@pbx.example", True),
        ("sip:1212555{}@pbx.example", False),
    ],
)
def test_which_callees_count(form: str, counts: bool) -> None:  # noqa: FBT001  (a column of the table above)
    assert crosses(*(attempt(i * SECOND, to=form.format(5_000 + i)) for i in range(10))) == counts


def test_only_outbound_legs_count() -> None:
    for direction in ("inbound", "forward"):
        assert not crosses(*(call(i, direction=direction) for i in range(10)))
    joined = [end(9, to=f"+{FIRST + i}", call=f"joined-{i}") for i in range(10)]
    assert not crosses(*(attempt(0, call=f"joined-{i}") for i in range(10)), *joined)
