"""What time it is where a number belongs, by the numbering plans: prefixes to time zones, zones to the hour of the day.

Both come with packages that are pinned, as what the system knows of summer time differs from machine to machine.
"""

from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from phonenumbers.tzdata import TIMEZONE_DATA

from detectors.calls import ALLOCATABLE, END, IN_HOURS, OUT_OF_HOURS, OUTBOUND, UNALLOCATABLE
from detectors.numbers import LONGEST
from detectors.spans import DAY, HOUR, MINUTE

FIRST, LAST = 8 * HOUR, 21 * HOUR  # from when until when a dialer may call (16 CFR 310.4(c))
QUARTER = 15 * MINUTE  # clocks are put forward and back at one
POWERS = 10 ** np.arange(LONGEST + 1, dtype=np.int64)
NOWHERE = 0  # the place of numbers that no zone is known of
OF_ANYWHERE = {  # by country codes: how mobile and other numbers begin that belong to no place (libphonenumber's types)
    "7": ("79",), "34": ("346", "347"), "47": ("474", "479"), "61": ("611", "614"), "62": ("628",), "64": ("642",),
    "299": ("2992", "2994", "2995"), "593": ("5939",), "689": ("68988", "68989"),
    "976": ("9765", "9766", "9768", "9769"),
}  # fmt: skip


class Places(NamedTuple):
    """Numbers whose `rank` is `starts[i]` or more, up to the next, are in `zones[places[i]]`."""

    starts: NDArray[np.int64]
    places: NDArray[np.int64]
    zones: tuple[tuple[str, ...], ...]


def rank(digits: Any, length: Any) -> Any:  # noqa: ANN401 - integers, or arrays of them
    """Where numbers and prefixes stand in the order of a dictionary: a prefix before all that begins with it.

    >>> bool(rank(4179, 4) < rank(41790, 5) < rank(418, 3))
    True
    """
    return digits * POWERS[LONGEST - length] * (LONGEST + 1) + length


def _country_of(prefix: str) -> str | None:
    """The code of the country all over which numbers that begin so may be; None: they are in one place of it."""
    return next((code for code, of in OF_ANYWHERE.items() if prefix.startswith(of)), None)


@cache
def places() -> Places:
    """Where numbers are: by the longest prefix of which that is known. Those of no place may be all over their country.

    >>> len(places().zones[place_of(np.array([61412345678]))[0]])
    8
    """
    known = {
        prefix: TIMEZONE_DATA[_country_of(prefix) or prefix]
        for prefix in {*TIMEZONE_DATA, *chain(*OF_ANYWHERE.values())}
    }
    zones = tuple(sorted({(), *known.values()}))
    number_of = {place: i for i, place in enumerate(zones)}
    begins = {0: NOWHERE}
    within = [(10**LONGEST, NOWHERE)]  # where the prefixes end that a number now begins with, and their places

    def leave(at: int) -> None:
        while within[-1][0] <= at:
            end, _ = within.pop()
            begins[end * (LONGEST + 1)] = within[-1][1]

    for prefix in sorted(known):
        width = 10 ** (LONGEST - len(prefix))
        at, place = int(prefix) * width, number_of[known[prefix]]
        leave(at)
        begins[int(rank(int(prefix), len(prefix)))] = place
        within.append((at + width, place))
    leave(10**LONGEST - 1)
    return Places(np.array(list(begins)), np.array(list(begins.values())), zones)


@cache
def zone(name: str) -> ZoneInfo:
    """A zone as the pinned package has it."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, name)


@lru_cache(maxsize=1 << 16)
def offset(name: str, quarter: int) -> int:
    """By how many ms a zone is ahead of UTC in a quarter of an hour since 1970.

    >>> forward = 1_772_953_200_000 // QUARTER  # 2026-03-08 07:00 in UTC
    >>> [offset("America/New_York", quarter) // HOUR for quarter in (forward - 1, forward)]
    [-5, -4]
    """
    there = datetime.fromtimestamp(quarter * QUARTER // 1000, zone(name)).utcoffset()
    return int(there.total_seconds()) * 1000 if there is not None else 0


def place_of(digits: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of numbers in E.164's form."""
    known = places()
    ranks = rank(digits, np.searchsorted(POWERS, digits, side="right"))
    found: NDArray[np.int64] = known.places[np.searchsorted(known.starts, ranks, side="right") - 1]
    return found


def is_too_early_or_late(zones: tuple[str, ...], ts: int) -> bool:
    """Whether it is outside of the hours in all of these zones."""
    quarter = ts // QUARTER
    return all(not FIRST <= (ts + offset(name, quarter)) % DAY < LAST for name in zones)


def set_hours(calls: NDArray[Any]) -> None:
    """Sets `hours` of dialers' calls, as of when they were set up."""
    dialed = np.flatnonzero(
        (calls["dialer"] == 1)
        & (calls["event"] == END)
        & (calls["direction"] == OUTBOUND)
        & ((calls["callee_is"] == ALLOCATABLE) | (calls["callee_is"] == UNALLOCATABLE))
    )
    if not len(dialed):
        return
    where = place_of(calls["callee"][dialed])
    started = np.minimum(calls["started"][dialed], calls["ts"][dialed])
    for place in np.unique(where[where != NOWHERE]).tolist():
        zones = places().zones[place]
        here = where == place
        late = [is_too_early_or_late(zones, ts) for ts in started[here].tolist()]
        calls["hours"][dialed[here]] = np.where(late, OUT_OF_HOURS, IN_HOURS)
