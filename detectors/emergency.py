"""Which short numbers reach the emergency services, by the country of the account that calls them.

In E.164 there are none: +1 911 … is an ordinary, if impossible, number.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from phonenumbers import PhoneMetadata
from phonenumbers.shortnumberinfo import SUPPORTED_SHORT_REGIONS

from detectors.automaton import Automaton
from detectors.calls import SHORT_CODE, SIP_URI
from detectors.kernel import Record, kernel

EVERYWHERE = frozenset({"112", "911"})  # mobile networks route both in any country (3GPP TS 22.101, 10.1)
# Without a country: those of the main markets. Every country's together would make 18 or 9999 exempt for everybody.
COUNTRY_UNKNOWN = EVERYWHERE | {"110", "118", "119", "999"}
NOT_IN_METADATA = {"JP": frozenset({"118"})}  # the coast guard: by Japan's law an emergency call, as 110 and 119 are

UNKNOWN_COUNTRY = 0  # its row in the table
LONGEST_SHORT = 8  # digits; longer ones are subscribers' numbers, written as within their country

URI = re.compile(r"(?:tel:([0-9]+)(?:;.*)?|sips?:([0-9]+)(?:[;:][^@]*)?@.+)", re.IGNORECASE)
SOS = re.compile(r"urn:service:sos(?:\.[a-z0-9-]+)*", re.IGNORECASE)  # RFC 5031


class EmergencyTable(NamedTuple):
    """The emergency numbers of every country, for kernels.

    `countries` gives a country's row (ISO 3166 alpha-2, capitals; row 0: unknown); a row of `codes` holds its numbers
    as `short_code` makes them, ascending, then zeros.
    """

    countries: dict[str, int]
    codes: NDArray[np.int32]


def emergency_numbers(country: str | None) -> frozenset[str]:
    """The short numbers that are emergency numbers for an account of a country (ISO 3166 alpha-2, in any case).

    112 and 911 are always among them. Without a country, or with an unknown one: 110, 112, 118, 119, 911 and 999.

    >>> sorted(emergency_numbers("JP")), sorted(emergency_numbers("AU"))
    (['110', '112', '118', '119', '911'], ['000', '106', '112', '911'])
    """
    return _by_country().get((country or "").upper(), COUNTRY_UNKNOWN)


def is_emergency(to: str, country: str | None) -> bool:
    """Whether a call to `to` is a call to the emergency services.

    `to` may be a short number, bare or in a `tel:`, `sip:` or `sips:` URI, or an sos URN; a number in E.164 never is.

    >>> [is_emergency(to, "US") for to in ("911", "tel:911", "sip:911@pbx.example", "urn:service:sos.fire")]
    [True, True, True, True]
    >>> is_emergency("+1911", "US"), is_emergency("sip:alice@911.example", "US"), is_emergency("110", "US")
    (False, False, False)
    """
    return _short_digits(to) in emergency_numbers(country)


def short_code(to: str) -> int:
    """A destination of at most 8 digits, bare or in a URI, as one integer: its digits behind a 1.

    The 1 keeps zeros in front. An sos URN has the code of 112, an emergency number everywhere. 0: not a short number.

    >>> short_code("112"), short_code("urn:service:sos"), short_code("000"), short_code("+112")
    (1112, 1112, 1000, 0)
    """
    digits = _short_digits(to)
    return int(f"1{digits}") if digits else 0


@cache
def emergency_table() -> EmergencyTable:
    """The table over all countries; its array is read-only, and the same object at each call."""
    known = sorted(_by_country())
    rows = [sorted(map(short_code, emergency_numbers(country))) for country in (None, *known)]
    codes = np.zeros((len(rows), max(map(len, rows)) + 1), np.int32)  # at least one zero ends each row
    for row, numbers in zip(codes, rows, strict=True):
        row[: len(numbers)] = numbers
    codes.setflags(write=False)
    return EmergencyTable({country: row for row, country in enumerate(known, UNKNOWN_COUNTRY + 1)}, codes)


@kernel
def listed(codes: NDArray[np.int32], country: int, code: int) -> bool:
    """Whether a short code is among the emergency numbers of a country's row."""
    for at in range(codes.shape[1]):
        if codes[country, at] >= code or codes[country, at] == 0:
            return code > 0 and codes[country, at] == code
    return False


@kernel
def set_emergency(event: Record, codes: NDArray[np.int32], country: int) -> None:
    """Sets whether it goes to an emergency service; who else has a short code at a host is somebody of that host."""
    event.emergency = event.callee_is == SHORT_CODE and listed(codes, country, event.callee)
    if event.hosted != 0 and not event.emergency:
        event.callee_is, event.destination = SIP_URI, event.hosted  # extension 1000 of one company, not of another


@cache
def _by_country() -> dict[str, frozenset[str]]:
    automaton = Automaton()
    numbers = {}
    for country in SUPPORTED_SHORT_REGIONS:
        metadata = PhoneMetadata.short_metadata_for_region(country)
        pattern = metadata.emergency.national_number_pattern if metadata and metadata.emergency else None
        own = automaton.strings(automaton.pattern(pattern)) if pattern else ()
        numbers[country] = EVERYWHERE.union(NOT_IN_METADATA.get(country, ()), own)
    return numbers


def _short_digits(to: str) -> str:
    if SOS.fullmatch(to):
        return "112"
    uri = URI.fullmatch(to)
    digits = (uri[1] or uri[2]) if uri else to
    return digits if digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_SHORT else ""
