"""The oracle's rows about dialers at night, voicemails and faxes, counted by hand. START is midnight UTC."""

from fractions import Fraction

import pytest

from tests.oracle import Event
from tests.oracle.hand import FAX, HOURS, VOICEMAIL, attempt, dialed, end, found
from tests.oracle.hours import is_night
from tests.oracle.shares import DAY, HOUR, MINUTE, SECOND, is_over

TWO_AT_NIGHT = 6 * HOUR  # in New York


def left(at: int, talk: int = 20_000, **fields: object) -> Event:
    """A voicemail."""
    return end(at, talk_ms=talk, voicemail=True, **fields)


def fax(at: int, **fields: object) -> Event:
    """The set-up of a fax."""
    return attempt(at, media="fax", **fields)


def test_twenty_calls_at_night_cross() -> None:
    assert found([dialed(TWO_AT_NIGHT + i) for i in range(21)], HOURS) == [(1, 19)]
    assert found([dialed(TWO_AT_NIGHT + i) for i in range(19)], HOURS) == []
    assert found([dialed(15 * HOUR + i) for i in range(99)], HOURS) == []


def test_calls_at_night_are_more_than_three_in_a_hundred() -> None:
    at_day = next(n for n in range(999) if not is_over(12, n + 12, Fraction(3, 100)))
    night = [dialed(25 * HOUR + i) for i in range(12)]
    assert found([*(dialed(15 * HOUR) for _ in range(at_day)), *night], HOURS) == []
    assert found([*(dialed(15 * HOUR) for _ in range(at_day - 1)), *night], HOURS) == [(1, at_day + 10)]


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"started": 20_700 * DAY}, True),  # eight in the evening, but one of twenty
        ({"dialer": False}, False),
        ({"media": "fax"}, False),
        ({"answered_by": "fax"}, False),
        ({"answered_by": "machine", "talk_ms": 0}, True),
        ({"to": "911"}, False),
        ({"to": "sip:ann@b.example"}, False),
        ({"to": "+88212345678"}, False),
        ({"to": "sip:+12122340000@b.example"}, True),
        ({"direction": "forward"}, False),
    ],
)
def test_what_is_a_dialers_call_to_a_person(fields: Event, counts: bool) -> None:  # noqa: FBT001  (a column)
    calls = [*(dialed(TWO_AT_NIGHT) for _ in range(19)), dialed(TWO_AT_NIGHT) | fields]
    assert (found(calls, HOURS) == [(1, 19)]) == counts


def test_night_is_by_the_clock_of_the_place() -> None:
    assert [is_night("+12122340000", (20_700 * 24 + hour) * HOUR) for hour in (0, 1, 11, 12)] == [
        False,
        True,
        True,
        False,
    ]
    assert not any(is_night("+18002340000", (20_700 * 24 + hour) * HOUR) for hour in range(24))


def test_fifty_people_with_one_recording_cross() -> None:
    assert found([left(i * SECOND) for i in range(51)], VOICEMAIL) == [(1, 49)]
    assert found([left(0, to="+12125550123") for _ in range(99)], VOICEMAIL) == []
    assert found([left(0, talk=0) for _ in range(50)], VOICEMAIL) == [(1, 49)]


@pytest.mark.parametrize(("talk", "counts"), [(18_000, True), (22_000, True), (17_999, False), (22_001, False)])
def test_a_tenth_more_or_less_is_alike(talk: int, counts: bool) -> None:  # noqa: FBT001  (a column)
    assert (found([*(left(0) for _ in range(49)), left(0, talk)], VOICEMAIL) == [(1, 49)]) == counts


def test_voicemails_are_more_than_half_of_what_was_taken() -> None:
    others = next(n for n in range(100) if not is_over(50, 50 + n, Fraction(1, 2)))
    fifty = [left(0) for _ in range(50)]
    assert found([*(end(0) for _ in range(others - 1)), *fifty], VOICEMAIL) == [(1, others + 48)]
    assert found([*(end(0) for _ in range(others)), *fifty], VOICEMAIL) == []
    assert found([*(end(0, talk_ms=0) for _ in range(200)), *fifty], VOICEMAIL) == [(1, 249)]


def test_faxes_to_fifty_people_cross_where_none_came_in() -> None:
    assert found([fax(i * SECOND) for i in range(51)], FAX) == [(1, 49)]
    for gap, expected in ((0, []), (DAY - 24 * MINUTE, []), (DAY, [(1, 50)])):
        assert found([fax(0, direction="inbound"), *(fax(gap) for _ in range(50))], FAX) == expected
    for at, expected in ((HOUR - 1, [(1, 49)]), (HOUR, [])):
        assert found([fax(0), *(fax(at) for _ in range(49))], FAX) == expected


@pytest.mark.parametrize("other", [{"media": "voice"}, {"direction": "forward"}, {"to": "+12125550123"}])
def test_what_is_no_fax_to_somebody_else(other: Event) -> None:
    calls = [fax(0, to="+12125550123"), *(fax(0) for _ in range(48)), fax(0) | other]
    assert found(calls, FAX) == []
