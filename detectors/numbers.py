"""What the world's numbering plans allow as a telephone number, as one table of states.

The rule is the structure of each plan and no more: digits that an operator of that country could be given some day.
Ranges that are merely not in use yet count as allocatable, since they are opened faster than metadata is updated, and a
caller who holds a new number must not be suspended for it. Source: the general descriptions in libphonenumber's
metadata; for country code 1, the North American Numbering Plan.
"""

from functools import cache, reduce

import numpy as np
import phonenumbers
from numpy.typing import NDArray
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from detectors.automaton import ACCEPT, DEAD, START, Automaton, Node
from detectors.kernel import kernel

__all__ = [
    "ACCEPT",
    "DEAD",
    "LONGEST",
    "START",
    "allocatable",
    "digits_of",
    "is_allocatable",
    "is_japanese",
    "plan_table",
]

LONGEST = 15  # digits, country code included (ITU-T E.164)
JAPAN = "81"
ZERO, NINE = 48, 57  # in ASCII
Table = NDArray[np.int16]
Text = NDArray[np.uint8]

# North America: area code, exchange, line. N11 are service codes, N9X is kept for longer numbers, 37X and 96X are set
# aside (ATIS-0300055, the allocation plan of area codes).
AREA = r"(?:[24-8](?:[02-8]\d|1[02-9])|3(?:[02-68]\d|1[02-9])|9(?:[02-578]\d|1[02-9]))"
EXCHANGE = r"[2-9](?:[02-9]\d|1[02-9])"
# Codes without geography, in which an exchange may be N11 (1-800-411-…): easily recognisable codes, those reserved for
# toll-free numbers, the government's, personal ones.
SERVICE = r"(?:[2-9](?:00|22|33|44|55|66|77|88)|88\d|710|5(?:2[1-9]|3[258]|4[2-79]|5[02-468]|[67]8|[68]9))"
NORTH_AMERICA = (AREA + EXCHANGE + r"\d{4}", SERVICE + r"[2-9]\d{6}")


@cache
def plan_table() -> Table:
    """The table that accepts the digits after the `+` of every allocatable number.

    From `START`, `table[state, digit]` is the next state, `DEAD` (and it stays so) once no number begins like this;
    `table[state, ACCEPT]` is 1 where the digits so far are a number. It is read-only, and the same object at each call.
    """
    automaton = Automaton()
    plans = [automaton.prefixed(str(code), _plan(automaton, code)) for code in COUNTRY_CODE_TO_REGION_CODE]
    table = automaton.table(reduce(automaton.union, plans))
    table.setflags(write=False)
    return table


def _plan(automaton: Automaton, code: int) -> Node:
    """The national numbers of one country calling code."""
    if code == 1:
        return reduce(automaton.union, map(automaton.pattern, NORTH_AMERICA))
    return reduce(
        automaton.union, [_described(automaton, code, region) for region in COUNTRY_CODE_TO_REGION_CODE[code]]
    )


def _described(automaton: Automaton, code: int, region: str) -> Node:
    """What a region's general description allows, at lengths that can be dialled from elsewhere."""
    if region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY:
        metadata = PhoneMetadata.metadata_for_nongeo_region(code)
    else:
        metadata = PhoneMetadata.metadata_for_region(region)
    description = metadata.general_desc if metadata else None
    if description is None or not description.national_number_pattern:
        library = f"phonenumbers {phonenumbers.__version__}"
        raise ValueError(f"{library} describes no numbers for +{code} ({region}); install another version")
    lengths = sum(1 << length for length in description.possible_length if 0 < length <= LONGEST - len(str(code)))
    return automaton.of_lengths(automaton.pattern(description.national_number_pattern), lengths)


@kernel
def allocatable(table: Table, text: Text, begin: int, end: int) -> bool:
    """Whether the ASCII digits `text[begin:end]`, those after the `+`, are a number that some plan could allocate."""
    state = START
    for at in range(begin, end):
        letter = text[at]
        if letter < ZERO or letter > NINE:
            return False
        state = table[state, letter - ZERO]
        if state == DEAD:
            return False
    return bool(table[state, ACCEPT])


def digits_of(number: str) -> int | None:
    """The digits of a number in E.164's form: `+`, then 1 to 15 digits, the first not 0. None: not of that form.

    >>> digits_of("+14155550100")
    14155550100
    >>> digits_of("4155550100"), digits_of("+0123"), digits_of("anonymous")
    (None, None, None)
    """
    digits = number[1:]
    if (
        number[:1] != "+"
        or not 1 <= len(digits) <= LONGEST
        or digits[0] == "0"
        or not (digits.isascii() and digits.isdecimal())
    ):
        return None
    return int(digits)


def is_allocatable(number: str) -> bool:
    """Whether text is an E.164 number that its numbering plan could allocate.

    >>> is_allocatable("+14155550100"), is_allocatable("+390612345678")
    (True, True)
    >>> is_allocatable("+19115550100"), is_allocatable("+14159110100"), is_allocatable("+1000")
    (False, False, False)
    """
    digits = digits_of(number)
    return digits is not None and _accepts(digits)


def is_japanese(digits: int) -> bool:
    """Whether the digits of an E.164 number are an allocatable number of Japan.

    >>> is_japanese(819012345678), is_japanese(8190), is_japanese(14155550100)
    (True, False, False)
    """
    return str(digits).startswith(JAPAN) and _accepts(digits)


def _accepts(digits: int) -> bool:
    table, state = plan_table(), START
    for digit in str(digits):
        state = int(table[state, int(digit)])
    return bool(table[state, ACCEPT])
