"""Which numbers are where, and what time it is there."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import timezone
from phonenumbers.tzdata import TIMEZONE_DATA

from detectors.calls import ALLOCATABLE, CALL, END, IN_HOURS, OUT_OF_HOURS, OUTBOUND, UNKNOWN_HOUR
from streams import local_time
from streams.local_time import OF_ANYWHERE, is_too_early_or_late, place_of, places, set_hours

DIGITS = st.text("0123456789", max_size=6)


def ts(text: str) -> int:
    """A time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


@given(st.lists(st.sampled_from(sorted(TIMEZONE_DATA)).flatmap(lambda p: DIGITS.map(lambda d: p + d)), min_size=1))
def test_a_number_is_where_its_longest_prefix_is(numbers: list[str]) -> None:
    found = place_of(np.array([int(number[:15]) for number in numbers], np.int64))
    for number, place in zip(numbers, found.tolist(), strict=True):
        anywhere = [code for code, of in OF_ANYWHERE.items() if number.startswith(of)]
        prefixes = [number[:length] for length in range(1, 10) if number[:length] in TIMEZONE_DATA]
        assert places().zones[place] == TIMEZONE_DATA[(anywhere or prefixes)[-1]]


@pytest.mark.parametrize("region", ["AU", "RU", "NZ", "ES", "NO", "GL", "EC", "MN", "PF", "ID", "PT"])
def test_a_mobile_number_is_wherever_libphonenumber_has_it(region: str) -> None:
    """The table alone says that all mobiles of Australia are in Sydney; the library asks of what type they are."""
    mobile = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert mobile is not None
    digits = int(f"{mobile.country_code}{mobile.national_number}")
    (place,) = place_of(np.array([digits], np.int64))
    assert set(timezone.time_zones_for_number(mobile)) <= set(places().zones[place])


def test_no_evening_in_perth_is_a_night_in_sydney() -> None:
    (place,) = place_of(np.array([61412345678], np.int64))
    assert not is_too_early_or_late(places().zones[place], ts("2026-09-10T11:30"))  # 19:30 in Perth, 21:30 in Sydney
    assert is_too_early_or_late(places().zones[place], ts("2026-09-10T17:00"))


def test_numbers_of_no_country_are_nowhere() -> None:
    assert places().zones[place_of(np.array([88212345678, 21, 999999999999999], np.int64))[0]] == ()


@pytest.mark.parametrize(
    ("zone", "last_of_the_day", "first_of_the_day"),
    [
        ("America/New_York", "2026-09-11T01:00", "2026-09-10T12:00"),
        ("America/New_York", "2026-11-02T02:00", "2026-11-02T13:00"),  # clocks were put back the day before
        ("America/New_York", "2026-03-09T01:00", "2026-03-09T12:00"),  # and forward
        ("America/Phoenix", "2026-07-02T04:00", "2026-07-01T15:00"),
        ("Asia/Kolkata", "2026-07-01T15:30", "2026-07-01T02:30"),
        ("Australia/Lord_Howe", "2026-01-01T10:00", "2026-01-01T21:00"),  # half an hour of summer time
    ],
)
def test_a_day_is_from_eight_until_nine(zone: str, last_of_the_day: str, first_of_the_day: str) -> None:
    for moment, before in ((ts(last_of_the_day), False), (ts(first_of_the_day), True)):
        assert is_too_early_or_late((zone,), moment - 1) is before
        assert is_too_early_or_late((zone,), moment) is not before


@pytest.mark.parametrize(
    ("zone", "there", "outside"),
    [  # within half a day of a change of clocks, so that what UTC's digits would be there is another hour
        ("America/Los_Angeles", "2024-03-09T20:30-08:00", False),
        ("Australia/Sydney", "2024-10-06T08:30+11:00", False),
        ("Pacific/Auckland", "2024-09-29T08:30+13:00", False),
        ("America/Chicago", "2024-11-02T21:30-05:00", True),
        ("America/Los_Angeles", "2024-11-02T21:30-07:00", True),
        ("Australia/Sydney", "2024-04-07T07:30+10:00", True),
    ],
)
def test_clocks_that_change_on_the_day_change_at_their_own_hour(zone: str, there: str, outside: bool) -> None:  # noqa: FBT001 - a case
    assert is_too_early_or_late((zone,), int(datetime.fromisoformat(there).timestamp()) * 1000) is outside


@given(
    st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Africa/Casablanca"]),
    st.integers(0, 60 * 366 * 96),
)
def test_a_zone_is_as_far_ahead_as_a_time_that_is_moved_there(zone: str, quarter: int) -> None:
    moved = datetime.fromtimestamp(quarter * 900, UTC).astimezone(local_time.zone(zone))
    assert local_time.offset(zone, quarter) == round((moved.replace(tzinfo=UTC).timestamp() - quarter * 900) * 1000)


def test_every_zone_of_a_number_is_in_the_pinned_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoneinfo.TZPATH", ())
    for name in {zone for zones in places().zones for zone in zones}:
        assert local_time.zone(name).key == name


def test_the_system_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Asia").mkdir()
    (tmp_path / "Asia" / "Tokyo").write_bytes(b"no zone")
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))
    local_time.zone.cache_clear()
    assert local_time.zone("Asia/Tokyo").utcoffset(datetime(2026, 1, 1)) is not None  # noqa: DTZ001 - of that zone


def test_only_dialers_calls_to_numbers_have_hours() -> None:
    calls = np.zeros(5, CALL)
    calls["event"], calls["direction"], calls["callee_is"], calls["callee"] = END, OUTBOUND, ALLOCATABLE, 12122340000
    calls["dialer"] = 1
    calls["ts"] = ts("2026-09-10T23:00")
    calls["started"] = [ts("2026-09-10T02:00"), ts("2026-09-10T14:00"), ts("2026-09-11T02:00"), 1, 1]
    calls["dialer"][3], calls["callee"][4] = 0, 88212345678
    set_hours(calls)
    assert calls["hours"].tolist() == [OUT_OF_HOURS, IN_HOURS, IN_HOURS, UNKNOWN_HOUR, UNKNOWN_HOUR]
