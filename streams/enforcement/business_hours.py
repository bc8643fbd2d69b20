"""When people are at work where an account is, by its country: from 9 to 17 on working days.

Zones and holidays both come with packages that are pinned, so what comes out is the same on every machine.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files
from statistics import median_low
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from streams.local_time import QUARTER, offset, zone

if TYPE_CHECKING:
    from holidays import HolidayBase

OPENS, CLOSES = time(9), time(17)
ORDERED = 1_767_225_600_000 // QUARTER  # 2026-01-01, for a country's zone to be the same one in summer
ANYWHERE = ("UTC",)  # the zones of countries that are not known


def at_work(ts: int, country: str | None) -> int:
    """The first moment from a time on at which they are, both in Unix ms.

    Where a country has several zones it goes by the one in their middle; without a country, by Monday to Friday in UTC.

    >>> golden_week = 1_777_788_000_000  # a Sunday, 2026-05-03 15:00 in Tokyo
    >>> (at_work(golden_week, "JP") - golden_week) / 3_600_000  # Thursday, 9:00
    90.0
    """
    where, days = _middle(country), _days(country)
    there = datetime.fromtimestamp(ts // 1000, where)
    day = there.date()
    if days.is_working_day(day) and OPENS <= there.time() < CLOSES:
        return ts
    if there.time() >= OPENS:
        day += timedelta(days=1)
    while not days.is_working_day(day):
        day += timedelta(days=1)
    return round(datetime.combine(day, OPENS, where).timestamp()) * 1000


@cache
def zones_of() -> Mapping[str, tuple[str, ...]]:
    """By country its zones."""
    zones = defaultdict[str, tuple[str, ...]](tuple)
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            zones[country] += (name,)
    return zones


@cache
def _middle(country: str | None) -> ZoneInfo:
    zones = zones_of().get(country or "", ANYWHERE)
    return zone(median_low(sorted((offset(name, ORDERED), name) for name in zones))[1])


@cache
def _days(country: str | None) -> "HolidayBase":
    from holidays import HolidayBase, country_holidays  # noqa: PLC0415 - only where a policy waits for working days
    from holidays.utils import list_supported_countries  # noqa: PLC0415

    return country_holidays(country) if country in list_supported_countries() else HolidayBase()
