"""What each letter becomes in NFKC and case folded, and what kind of letter that is, where none around it matters."""

import unicodedata

import numpy as np
from numpy.typing import NDArray

from streams.normal_text import PLANE, alone, pictures
from streams.template_text import NUMBER, URL

Letters = NDArray[np.uint32]

CODE = np.uint32((1 << 18) - 1)  # of what a letter becomes; above it, by a bit each, what that is
IS_SPACE, IS_DIGIT, IS_ALPHA, IS_ALNUM, IS_CURRENCY, SPEAKS, DIFFICULT = (np.uint32(1 << bit) for bit in range(18, 25))
FIRST_PICTURE, LAST_PICTURE = pictures()
TABLE = PLANE + LAST_PICTURE + 1 - FIRST_PICTURE  # letters of the first plane, and the pictures behind them


def letters() -> Letters:
    """The table, which takes a tenth of a second to make: `streams/kept_tables.py` keeps it."""
    table = np.full(TABLE, DIFFICULT, np.uint32)
    for place, code in enumerate((*range(PLANE), *range(FIRST_PICTURE, LAST_PICTURE + 1))):
        letter = alone(chr(code))
        if letter is not None and len(letter := letter.casefold()) == 1:
            table[place] = ord(letter) | _kinds(letter)
    return table


def _kinds(letter: str) -> int:
    category = unicodedata.category(letter)
    kinds = (
        (letter.isspace(), IS_SPACE),
        (letter.isdecimal(), IS_DIGIT),
        (letter.isalpha(), IS_ALPHA),
        (letter.isalnum(), IS_ALNUM),
        (category == "Sc", IS_CURRENCY),
        (speaks(letter), SPEAKS),
    )
    return sum(int(bit) for holds, bit in kinds if holds)


def speaks(letter: str) -> bool:
    """Whether it is neither a mark, nor space, nor punctuation, nor a symbol but for a picture."""
    kind = unicodedata.category(letter)
    return ord(letter) not in {URL, NUMBER} and not letter.isspace() and (kind == "So" or kind[0] not in "PZS")
