"""The oracle's rows about caller ids, counted by hand."""

import pytest

from tests.oracle import Finding, judge
from tests.oracle.hand import FAILED, FOREIGN, HELD, INVALID, ROTATION, START, UNOWNED, account, attempt, end, found
from tests.oracle.shares import HOUR, MINUTE, SECOND
from tests.oracle.spoofing import is_habit

CALLERS = [f"+1415{2_000_000 + 7 * i}" for i in range(100)]


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


def test_unowned_calls_count_for_sixty_panes_of_a_day() -> None:
    for step, expected in ((872 * SECOND, [(1, 99)]), (873 * SECOND, [])):
        assert found([attempt(i * step, **{"from": FOREIGN}) for i in range(120)]) == expected


def test_an_attempt_counts_if_its_pane_does() -> None:
    calls = [attempt(HOUR, network="video", verstat="TN-Validation-Failed") for _ in range(9)]
    for late, expected in ((590_000, [(1, 9)]), (590_001, [])):
        assert found([*calls, attempt(HOUR - late, verstat="TN-Validation-Failed")]) == expected


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


@pytest.mark.parametrize(
    "number", ["+19115550100", "+11235550100", "+12905550100", "+1000", "12", "", "+", "tel:13125550100", "911"]
)
def test_ten_impossible_numbers_cross(number: str) -> None:
    calls = [attempt(i * SECOND, **{"from": number}) for i in range(10)]
    assert found(calls, INVALID) == found(calls, UNOWNED) == [(1, 9)]
    assert found(calls[1:]) == []


@pytest.mark.parametrize("number", [f"tel:{HELD}", f"TEL:{HELD}", f"tel:{HELD};phone-context=+1"])
def test_a_tel_uri_is_the_number_in_it(number: str) -> None:
    assert found([attempt(i * SECOND, **{"from": number}) for i in range(10)]) == []
    assert found([attempt(i * SECOND, **{"from": HELD}) for i in range(10)], numbers=[{"number": number}]) == []
    assert found([attempt(i * SECOND, **{"from": f"tel:{FOREIGN}"}) for i in range(10)]) == [(1, 9)]


def test_ten_failed_verifications_cross_and_missing_ones_never_do() -> None:
    assert found([attempt(i * SECOND, verstat="TN-Validation-Failed-B") for i in range(10)]) == [(1, 9)]
    assert found([attempt(i * SECOND, verstat="No-TN-Validation", attest="C") for i in range(50)]) == []


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_only_outbound_legs_are_judged_by_their_caller(direction: str) -> None:
    calls = [
        attempt(i * SECOND, direction=direction, verstat="TN-Validation-Failed", **{"from": "12"}) for i in range(50)
    ]
    assert found(calls) == []


def test_a_leg_without_an_attempt_is_judged_by_what_was_held_when_it_started() -> None:
    dates = {"number": FOREIGN, "from": START + 100, "until": START + 200}
    for started, expected in ((99, [(1, 9)]), (100, []), (199, []), (200, [(1, 9)])):
        calls = [end(MINUTE, started=START + started, network="video", **{"from": FOREIGN}) for _ in range(10)]
        assert found(calls, UNOWNED, numbers=[dates]) == expected


def test_a_leg_without_an_attempt_counts_by_the_time_of_its_end() -> None:
    first = [attempt(0, **{"from": "12"})]
    for at, expected in ((599_999, [(1, 9)]), (600_000, [])):
        ends = [end(at, started=START, network="video", **{"from": "12"}) for _ in range(9)]
        assert found([*first, *ends], INVALID) == expected


def test_ends_are_among_all_but_never_among_the_failed() -> None:
    failed = [attempt(i * SECOND, verstat="TN-Validation-Failed") for i in range(10)]
    ends = [end(0, network="video", verstat="TN-Validation-Failed") for _ in range(110)]
    assert found([*ends[:10], *failed], FAILED) == [(1, 19)]
    assert found([*ends, *failed], FAILED) == []


def test_fifty_callers_with_fewer_than_three_calls_each_rotate() -> None:
    for calls_of_one, expected in ((100, [(1, 148)]), (101, [])):
        calls = [attempt(0, network="video", **{"from": CALLERS[0]}) for _ in range(calls_of_one)]
        calls += [attempt(0, network="video", **{"from": caller}) for caller in CALLERS[1:50]]
        assert found(calls, ROTATION) == expected
    assert found([attempt(i, **{"from": caller}) for i, caller in enumerate(CALLERS[:49])], ROTATION) == []


def test_callers_rotate_within_an_hour() -> None:
    for at, expected in ((HOUR - 1, [(1, 49)]), (HOUR, [])):
        calls = [attempt(0 if i == 0 else at, **{"from": caller}) for i, caller in enumerate(CALLERS[:50])]
        assert found(calls, ROTATION) == expected


def test_a_caller_counts_in_the_latest_of_its_panes() -> None:
    again = [attempt(0, **{"from": CALLERS[0]}), attempt(MINUTE, **{"from": CALLERS[0]})]
    for at, expected in ((HOUR, [(1, 50)]), (HOUR + MINUTE, [])):
        assert found([*again, *(attempt(at, **{"from": caller}) for caller in CALLERS[1:50])], ROTATION) == expected


def test_who_is_among_the_callers() -> None:
    callers = [*CALLERS[:45], f"tel:{CALLERS[0]}", "12", "", "tel:911", "unknown", "+1000"]
    assert found([attempt(i, **{"from": caller}) for i, caller in enumerate(callers)], ROTATION) == [(1, 50)]
    nameless = ["anonymous", "Anonymous", *(f"sip:{i}@b.example" for i in range(98))]
    assert found([attempt(i, **{"from": caller}) for i, caller in enumerate(nameless)], ROTATION) == []
    emergency = [end(0, to="911", **{"from": caller}) for caller in CALLERS[:50]]
    assert found([*(attempt(0, **{"from": caller}) for caller in nameless + nameless), *emergency], ROTATION) == [
        (1, 249)
    ]
