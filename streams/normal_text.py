"""Texts in NFKC, in a time that does not grow with the square of their length, and a fifth of what Python takes."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

SHORT = 1000  # letters, of which any can be had
MARKS = 30  # in a row, more than which no language has (UAX #15, stream-safe text)
JOINER = "\u034f"  # ends a row of them, and is not seen
PLANE = 0x10000  # letters of the first plane, of which surrogates are none
SURROGATES = range(0xD800, 0xE000)
PICTURES = "\U0001f000-\U0001faff"  # of what is beyond the first plane these alone are common, and none of them joins
BEYOND = "\U00010000-\U0001efff\U0001fb00-\U0010ffff"
JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))  # vowels and ends of Hangul syllables, which join by rule


def nfkc(text: str) -> str:
    """A text in NFKC; rows of more than thirty combining marks, which are sorted one by one, are cut first.

    >>> nfkc("ｅ́"), nfkc("ＡＢＣ株式会社")
    ('é', 'ABC株式会社')
    """
    if text.isascii():
        return text
    joining, others = _letters()
    if not joining.search(text):  # then each letter becomes what it becomes alone
        return others.sub(_alone, text)
    if len(text) > SHORT:
        text = _rows().sub(rf"\g<0>{JOINER}", text)
    return unicodedata.normalize("NFKC", text)


def pictures() -> tuple[int, int]:
    """The first and last of pictures."""
    return ord(PICTURES[0]), ord(PICTURES[-1])


def alone(letter: str) -> str | None:
    """What a letter of the first plane or a picture becomes in NFKC, whatever is around it; None: it may join others.

    >>> alone("Ａ"), alone("㈱"), alone("\u0301")
    ('A', '(株)', None)
    """
    if ord(letter) in SURROGATES or _letters()[0].search(letter):
        return None
    return unicodedata.normalize("NFKC", letter)


def _alone(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def _first_plane() -> Iterator[str]:
    return (chr(code) for code in range(0x80, PLANE) if code not in SURROGATES)


@cache
def _letters() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Letters that may join what is before them, and the rest of those that are another letter in NFKC, in rows.

    Joining is a matter of a letter's first part: of a combining mark, or of the second part of a letter that has two.
    """
    second = {chr(code) for code in JAMO}
    for letter in _first_plane():
        parts = unicodedata.decomposition(letter).split()
        if len(parts) == 2 and not parts[0].startswith("<"):  # noqa: PLR2004 - a pair
            second.add(chr(int(parts[1], 16)))
    joining, others = list[str](), list[str]()
    for letter in _first_plane():
        first = unicodedata.normalize("NFKD", letter)[0]
        if unicodedata.combining(first) or first in second:
            joining.append(letter)
        elif unicodedata.normalize("NFKC", letter) != letter:
            others.append(letter)
    return _of(joining, BEYOND), re.compile(f"{_of(others, PICTURES).pattern}+")


def _of(letters: list[str], ranges: str) -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(re.escape, letters))}{ranges}]")


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
