"""Texts in NFKC, in a time that does not grow with the square of their length."""

import re
import unicodedata
from functools import cache

SHORT = 1000  # letters, of which any can be had
MARKS = 30  # in a row, more than which no language has (UAX #15, stream-safe text)
JOINER = "\u034f"  # ends a row of them, and is not seen


def nfkc(text: str) -> str:
    """A text in NFKC; rows of more than thirty combining marks, which are sorted one by one, are cut first.

    >>> nfkc("ｅ́")
    'é'
    """
    if len(text) > SHORT and not text.isascii():
        text = _rows().sub(rf"\g<0>{JOINER}", text)
    return unicodedata.normalize("NFKC", text)


@cache
def _rows() -> re.Pattern[str]:
    """Thirty in a row of what is a combining mark, or begins with one when it is taken apart."""
    marks = [
        letter
        for letter in map(chr, range(0x300, 0x110000))
        if unicodedata.combining(letter)
        or (unicodedata.decomposition(letter) and unicodedata.combining(unicodedata.normalize("NFKD", letter)[0]))
    ]
    return re.compile(f"[{''.join(marks)}]{{{MARKS}}}")
