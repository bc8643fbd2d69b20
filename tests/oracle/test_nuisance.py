"""The oracle's rows about wangiri, repeated calls and flooding, counted by hand."""

from fractions import Fraction

import pytest

from tests.oracle import Event, judge
from tests.oracle.hand import FLOODING, FOREIGN, HELD, REPEAT, START, WANGIRI, account, attempt, end, found
from tests.oracle.shares import DAY, HOUR, MINUTE, SECOND, is_over

CALLEE = "+12125550123"


def rung(at: int, **fields: object) -> Event:
    """A call that the caller gave up after a second."""
    return end(at, talk_ms=0, hangup="caller", ring_ms=1_000) | fields


def unanswered(at: int, **fields: object) -> Event:
    return end(at, talk_ms=0, to=CALLEE) | fields


def test_fifty_people_rung_for_a_moment_cross() -> None:
    calls = [rung(i * SECOND) for i in range(51)]
    assert found(calls, WANGIRI) == [(1, 49)]
    assert found(calls[:49], WANGIRI) == []
    assert found([*calls[:49], *(rung(0, to=calls[0]["to"]) for _ in range(20))], WANGIRI) == []


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"ring_ms": 3_000}, True),
        ({"ring_ms": 3_001}, False),
        ({"ring_ms": None, "started": START - 3_000}, True),
        ({"ring_ms": None, "started": START - 3_001}, False),
        ({"ring_ms": None, "started": START + 9}, True),
        ({"talk_ms": 1}, False),
        ({"hangup": "callee"}, False),
        ({"hangup": None}, False),
        ({"direction": "inbound"}, False),
        ({"to": "911"}, False),
    ],
)
def test_who_was_rung_for_a_moment(fields: Event, counts: bool) -> None:  # noqa: FBT001  (a column of the table above)
    calls = [rung(0) | fields, *(rung(0) for _ in range(49))]
    assert (found(calls, WANGIRI) == [(1, 49)]) == counts


def test_they_are_more_than_half_of_the_calls_that_ended() -> None:
    others = next(n for n in range(100) if not is_over(50, 50 + n, Fraction(1, 2)))
    fifty = [rung(0) for _ in range(50)]
    assert found([*(end(0) for _ in range(others - 1)), *fifty], WANGIRI) == [(1, others + 48)]
    assert found([*(end(0) for _ in range(others)), *fifty], WANGIRI) == []


def test_people_are_rung_within_an_hour() -> None:
    for at, expected in ((HOUR - 1, [(1, 49)]), (HOUR, [])):
        assert found([rung(0), *(rung(at) for _ in range(49))], WANGIRI) == expected


def test_an_end_counts_with_its_attempt_or_without() -> None:
    attempts = [attempt(0, call=f"w{i}") for i in range(50)]
    assert found([*attempts, *(rung(9, call=f"w{i}") for i in range(50))], WANGIRI) == [(1, 99)]


def test_the_sixth_unanswered_call_in_an_hour_and_the_twenty_first_in_a_day_cross() -> None:
    assert found([unanswered(i) for i in range(7)], REPEAT) == [(1, 5)]
    assert found([unanswered(i * 72 * MINUTE) for i in range(20)], REPEAT) == []
    assert found([unanswered(i * 70 * MINUTE) for i in range(21)], REPEAT) == [(1, 20)]


def test_unanswered_calls_count_until_their_pane_has_left() -> None:
    for at, expected in ((HOUR - 1, [(1, 5)]), (HOUR, [])):
        assert found([unanswered(0), *(unanswered(at) for _ in range(5))], REPEAT) == expected
    spread = [unanswered(24 * MINUTE - 1), *(unanswered(i * 70 * MINUTE) for i in range(1, 20))]
    for at, expected in ((DAY - 1, [(1, 20)]), (DAY, [])):
        assert found([*spread, unanswered(at)], REPEAT) == expected


def test_what_is_too_late_for_the_hour_counts_for_the_day_alone() -> None:
    for late, expected in ((MINUTE, [(1, 5)]), (MINUTE - 1, [])):
        assert found([*(unanswered(HOUR) for _ in range(5)), unanswered(late)], REPEAT) == expected
    twenty = [unanswered(hour * HOUR) for hour in range(2, 22, 2) for _ in range(2)]
    assert found([*twenty, unanswered(MINUTE)], REPEAT) == [(1, 20)]


def test_what_is_too_late_for_the_day_is_not_judged() -> None:
    six = [unanswered(DAY + i) for i in range(5)]
    assert found([*six, unanswered(24 * MINUTE - 1), unanswered(DAY)], REPEAT) == [(1, 6)]


def test_callers_are_counted_apart_and_speak_as_one() -> None:
    mine, others = [unanswered(i) for i in range(6)], [unanswered(9 + i, **{"from": FOREIGN}) for i in range(6)]
    assert found([*mine[:5], *others[:5]], REPEAT) == []
    assert found([*mine, *others], REPEAT) == [(1, 5)]
    assert found([*mine[:5], *others, mine[5]], REPEAT) == [(1, 10)]
    same = [*mine[:5], unanswered(9, **{"from": f"tel:{HELD};ext=5"})]
    assert found(same, REPEAT) == [(1, 5)]


def test_a_person_speaks_again_after_a_day() -> None:
    for gap, expected in ((DAY - 1, [(1, 5)]), (DAY, [(1, 5), (1, 11)])):
        assert found([unanswered(at) for at in (0, gap) for _ in range(6)], REPEAT) == expected


@pytest.mark.parametrize("other", [{"talk_ms": 1}, {"direction": "inbound"}, {"to": "911"}, {"to": "+12125550124"}])
def test_what_repeats_nothing(other: Event) -> None:
    assert found([*(unanswered(0) for _ in range(5)), unanswered(0) | other], REPEAT) == []
    assert found([unanswered(0) | {"to": "911"} for _ in range(30)], REPEAT) == []


def test_sixty_calls_flood_and_three_hundred_drown() -> None:
    calls = [attempt(i, to=CALLEE, network="video", **{"from": f"caller {i}"}) for i in range(301)]
    assert found(calls, FLOODING) == [(1, 59), (2, 299)]
    assert found(calls[:59], FLOODING) == []


def test_calls_flood_for_ten_minutes() -> None:
    for at, expected in ((10 * MINUTE - 1, [(1, 59)]), (10 * MINUTE, [])):
        calls = [attempt(0, to=CALLEE), *(attempt(at, to=CALLEE, network="video") for _ in range(59))]
        assert found(calls, FLOODING) == expected


def test_what_is_too_late_to_flood_is_not_judged() -> None:
    calls = [attempt(HOUR, to=CALLEE, network="video") for _ in range(59)]
    for late, expected in ((590_000, [(1, 59)]), (590_001, [])):
        assert found([*calls, attempt(HOUR - late, to=CALLEE)], FLOODING) == expected


@pytest.mark.parametrize(
    ("spellings", "person"),
    [
        (
            (
                CALLEE,
                f"tel:{CALLEE}",
                f"TEL:{CALLEE};ext=5",
                f"sip:{CALLEE}@b.example",
                f"tel:{CALLEE[:5]}-{CALLEE[5:]}",
            ),
            CALLEE,
        ),
        (("911", "tel:911", "sip:911@pbx.example", "SIPS:911;user=phone@pbx.example"), "911"),
        (("112", "urn:service:sos", "URN:service:sos.fire", "tel:112"), "112"),
        (("12345678", "tel:12345678"), "12345678"),
        (("sip:1000@b.example",), "sip:1000@b.example"),
        (("tel:1000;phone-context=+1",), "tel:1000;phone-context=+1"),
        (("123456789",), "123456789"),
        (("sip:desk@b.example",), "sip:desk@b.example"),
        (("+911",), "+911"),
        (("",), ""),
    ],
)
def test_one_person_however_written(spellings: tuple[str, ...], person: str) -> None:
    calls = [attempt(i, to=spellings[i % len(spellings)], network="video") for i in range(60)]
    [finding] = [f for f in judge([account()], calls) if f.detector == FLOODING]
    assert (finding.subject_kind, finding.subject_value) == ("destination", person)
    unanswered_ends = [end(i, talk_ms=0, to=spellings[i % len(spellings)]) for i in range(6)]
    subjects = {f.subject_value for f in judge([account()], unanswered_ends) if f.detector == REPEAT}
    assert subjects == ({person} if person not in {"911", "112"} else set())


def test_each_destination_is_flooded_for_itself() -> None:
    calls = [attempt(0, to=to, network="video") for to in (CALLEE, "+911") for _ in range(60)]
    assert found(calls, FLOODING) == [(1, 59), (1, 119)]
    assert found([attempt(0, to=("+911", "911")[i % 2], network="video") for i in range(118)], FLOODING) == []


def test_the_same_extension_of_different_companies_is_different_people() -> None:
    calls = [attempt(i, to=f"sip:1000@office{i % 2}.example", network="video") for i in range(118)]
    assert found(calls, FLOODING) == []


def test_only_outbound_set_ups_flood() -> None:
    for direction in ("inbound", "forward"):
        assert found([attempt(0, to=CALLEE, direction=direction) for _ in range(60)], FLOODING) == []
    legs = [make(9, to=CALLEE, call=f"leg-{i}") for i in range(30) for make in (attempt, end)]
    assert found(legs, FLOODING) == []
    assert found([end(9, to=CALLEE) for _ in range(60)], FLOODING) == [(1, 59)]
