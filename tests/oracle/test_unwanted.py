"""The oracle's rows about people who do not want to be called, counted by hand."""

from fractions import Fraction

import pytest

from tests.oracle import Event
from tests.oracle.hand import AFTER_OPT_OUT, START, UNWANTED, attempt, complaint, end, found, opt_out
from tests.oracle.shares import DAY, HOUR, MINUTE, is_over

PEOPLE = [f"+1415{2_000_000 + 7 * i}" for i in range(10)]


def known(at: int = 0) -> list[Event]:
    return [attempt(at, to=person, network="video") for person in PEOPLE]


def answered(people: int, at: int = 0) -> list[Event]:
    return [end(at) for _ in range(people)]


def complaints(calls: list[Event], at: int = 1) -> list[Event]:
    return [complaint(at, call["to"]) for call in calls]


def rejected(at: int, **fields: object) -> Event:
    return end(at, talk_ms=0, sip=607) | fields


def test_ten_people_of_a_hundred_who_complain_cross() -> None:
    calls = answered(100)
    assert found([*calls, *complaints(calls[:11])], UNWANTED) == [(1, 109), (2, 109)]
    assert found([*calls, *complaints(calls[:9]), *complaints(calls[:9], at=2)], UNWANTED) == []
    assert found([*calls[:99], *complaints(calls[:10])], UNWANTED) == []
    assert found([*calls[:99], *complaints(calls[:10]), calls[99]], UNWANTED) == [(1, 109), (2, 109)]


def test_the_levels_are_over_one_and_three_percent() -> None:
    for percent, levels in ((3, [1, 2]), (1, [1])):
        limit = Fraction(percent, 100)
        enough = next(n for n in range(2_000, 0, -1) if is_over(10, n, limit))
        calls = answered(enough + 1)
        assert [level for level, _ in found([*calls[1:], *complaints(calls[1:11])], UNWANTED)] == levels
        assert [level for level, _ in found([*calls, *complaints(calls[1:11])], UNWANTED)] == levels[:-1]


def test_rejecting_with_607_is_complaining() -> None:
    assert found([*answered(90), *(rejected(0) for _ in range(10))], UNWANTED) == [(1, 99), (2, 99)]
    assert found([*answered(90), *(rejected(0, sip=603) for _ in range(10))], UNWANTED) == []
    assert found([*answered(90), *(rejected(0, direction="inbound") for _ in range(10))], UNWANTED) == []
    assert found([*answered(90), *(rejected(0, to="911") for _ in range(10))], UNWANTED) == []


def test_whoever_complains_is_among_those_reached() -> None:
    attempts = [attempt(0) for _ in range(10)]
    assert found([*answered(90), *attempts, *complaints(attempts)], UNWANTED) == [(1, 109), (2, 109)]
    assert found([*answered(89), *attempts, *complaints(attempts)], UNWANTED) == []


def test_a_person_is_one_however_often_and_however_written() -> None:
    calls = answered(99)
    assert found([*calls, end(0, to=calls[0]["to"]), *complaints(calls[:10])], UNWANTED) == []
    written = [complaint(1, f"tel:{calls[0]['to']}"), *complaints(calls[:9])]
    assert found([*calls, end(0), *written], UNWANTED) == []


def test_nobody_complains_who_was_not_called() -> None:
    strangers = [attempt(0) for _ in range(10)]
    calls = answered(100)
    assert found([*calls, *complaints(strangers)], UNWANTED) == []
    assert (
        found([*calls, *(call | {"direction": "inbound"} for call in strangers), *complaints(strangers)], UNWANTED)
        == []
    )
    assert found([*calls, *complaints(strangers), *strangers], UNWANTED) == []
    assert found([*calls, *strangers, *complaints(strangers)], UNWANTED) == [(1, 119), (2, 119)]


def test_who_was_called_can_complain_for_thirty_days() -> None:
    first = known(DAY - 1)
    for at, expected in ((30 * DAY - 1, [(1, 119), (2, 119)]), (30 * DAY, [])):
        assert found([*first, *answered(100, at), *complaints(first, at)], UNWANTED) == expected


def test_a_late_call_does_not_make_a_person_known_for_less_long() -> None:
    first = known(DAY)
    again = [attempt(0, to=call["to"]) for call in first]
    assert found([*first, *again, *answered(100, 30 * DAY), *complaints(first, 30 * DAY)], UNWANTED) != []


def test_people_count_for_a_day_each_in_their_own_pane() -> None:
    calls = answered(100)
    for at, expected in ((DAY - 1, [(1, 109), (2, 109)]), (DAY, [])):
        assert found([*calls, *complaints(calls[:10], at)], UNWANTED) == expected
    more = answered(90, DAY)
    assert found([*calls, *more, *complaints(calls[:10], DAY)], UNWANTED) == [(1, 199), (2, 199)]
    assert found([*calls, *more, *complaints(calls[:10], 24 * MINUTE - 1)], UNWANTED) == []


def test_emergency_services_do_not_complain() -> None:
    calls = [*answered(100), *(end(0, to="911") for _ in range(10))]
    assert found([*calls, *(complaint(1, to) for to in ("911", "tel:911", "sip:911@b.example"))], UNWANTED) == []
    assert found([*calls[1:], *complaints(calls[1:11])], UNWANTED) == []


def test_a_call_after_an_opt_out_crosses_at_once_and_ten_people_suspend() -> None:
    calls = [*known(), *(opt_out(5, person) for person in PEOPLE)]
    again = [attempt(6 + i, to=person, network="video") for i, person in enumerate(PEOPLE)]
    assert found([*calls, *again], AFTER_OPT_OUT) == [(1, 20), (2, 29)]
    assert found([*calls, *again[:9], *known(99)[:9]], AFTER_OPT_OUT) == [(1, 20)]


def test_the_call_starts_after_the_opt_out() -> None:
    for at, expected in ((4, []), (5, []), (6, [(1, 11)])):
        calls = [*known(), opt_out(5, PEOPLE[0])]
        assert found([*calls, attempt(at, to=PEOPLE[0])], AFTER_OPT_OUT) == expected
        assert found([*calls, end(HOUR, to=PEOPLE[0], started=START + at)], AFTER_OPT_OUT) == expected
        assert found([*calls, end(at, to=PEOPLE[0], started=START + HOUR)], AFTER_OPT_OUT) == expected


def test_the_end_of_a_call_is_no_call() -> None:
    calls = [attempt(0, to=PEOPLE[0], call="c"), opt_out(5, PEOPLE[0])]
    assert found([*calls, end(9, to=PEOPLE[0], call="c")], AFTER_OPT_OUT) == []


def test_the_earliest_opt_out_holds_for_ever() -> None:
    calls = [*known(), opt_out(9, PEOPLE[0]), opt_out(5, f"tel:{PEOPLE[0]}"), opt_out(7, PEOPLE[0])]
    assert found([*calls, attempt(5, to=PEOPLE[0])], AFTER_OPT_OUT) == []
    assert found([*calls, attempt(6, to=PEOPLE[0])], AFTER_OPT_OUT) == [(1, 13)]
    assert found([*calls, attempt(400 * DAY, to=PEOPLE[0])], AFTER_OPT_OUT) == [(1, 13)]


def test_nobody_opts_out_who_was_not_called_in_thirty_days() -> None:
    last = attempt(50 * DAY, to=PEOPLE[0])
    assert (
        found([opt_out(5, PEOPLE[0]), last, last | {"id": "x", "call": "x", "ts": last["ts"] + 1}], AFTER_OPT_OUT) == []
    )
    for at, expected in ((30 * DAY - 1, [(1, 11)]), (30 * DAY, [])):
        assert found([*known(), opt_out(at, PEOPLE[0]), last], AFTER_OPT_OUT) == expected


def test_an_opt_out_that_comes_late_says_nothing_of_calls_already_seen() -> None:
    assert found([*known(9), opt_out(5, PEOPLE[0])], AFTER_OPT_OUT) == []
    assert found([*known(9), opt_out(5, PEOPLE[0]), attempt(6, to=PEOPLE[0])], AFTER_OPT_OUT) == [(1, 11)]


def test_ten_people_within_a_day() -> None:
    calls = [*known(), *(opt_out(5, person) for person in PEOPLE), attempt(6, to=PEOPLE[0])]
    for at, levels in ((DAY - 1, [1, 2]), (DAY, [1])):
        again = [attempt(at, to=person, network="video") for person in PEOPLE[1:]]
        assert [level for level, _ in found([*calls, *again], AFTER_OPT_OUT)][:2] == levels[:2]


def test_a_call_too_late_to_count_is_not_judged() -> None:
    calls = [*known(), opt_out(5, PEOPLE[0]), attempt(DAY)]
    assert found([*calls, attempt(24 * MINUTE, to=PEOPLE[0])], AFTER_OPT_OUT) == [(1, 12)]
    assert found([*calls, attempt(24 * MINUTE - 1, to=PEOPLE[0])], AFTER_OPT_OUT) == []


@pytest.mark.parametrize("direction", ["inbound", "forward"])
def test_only_outbound_legs_disregard_an_opt_out(direction: str) -> None:
    calls = [*known(), opt_out(5, PEOPLE[0])]
    assert found([*calls, attempt(9, to=PEOPLE[0], direction=direction)], AFTER_OPT_OUT) == []
