"""Whom an account reaches: numbers and addresses of people where it is, the same for the same place on its list."""

import random
from typing import NamedTuple

SPREAD = 104_729  # a prime: neighbours in a list are not neighbours in a numbering plan


class Region(NamedTuple):
    """A part of a country: its time behind or before UTC in September, and how its numbers begin."""

    country: str
    hours: int
    codes: tuple[str, ...]


REGIONS = (
    Region("US", -4, ("212", "617", "215", "404", "305", "202")),
    Region("US", -5, ("312", "713", "214", "612", "314", "504")),
    Region("US", -7, ("206", "415", "213", "503", "619", "916")),
    Region("JP", 9, ("3", "6", "52", "90", "80", "70")),
)
OF_EACH = (30, 25, 15, 30)  # weights


def subscriber(region: Region, place: int) -> str:
    """The number of somebody: of every place below ten millions another.

    >>> subscriber(REGIONS[0], 0), subscriber(REGIONS[0], 1), subscriber(REGIONS[3], 7)
    ('+12122200000', '+16172304729', '+81620733103')
    """
    code = region.codes[place % len(region.codes)]
    line = place * SPREAD
    if region.country == "JP":
        mobile = len(code) == 2 and code in {"90", "80", "70"}
        digits = 8 if mobile or len(code) == 1 else 7
        lowest = 2 * 10 ** (digits - 1)
        return f"+81{code}{lowest + line % (7 * 10 ** (digits - 1)):0{digits}d}"
    exchange = 220 + line // 10_000 % 690
    if exchange % 100 == 11 or exchange == 555:  # N11 codes and the fictitious 555 are nobody's
        exchange += 1
    return f"+1{code}{exchange}{line % 10_000:04d}"


def somewhere(rng: random.Random) -> Region:
    """Where an account is."""
    return rng.choices(REGIONS, OF_EACH)[0]
