"""A compiled scanner of JSON objects of the usual shape: flat, or one object within, numbers that are whole.

It finds the fields that a stream knows and says of each what it is and where. It never judges: whatever is not of the
usual shape it declines, and the reader has msgspec decide. What it accepts, msgspec accepts with the same values;
fuzzing holds them equal.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, kernel
from streams.json_text import (
    MINUS,
    NINE,
    OPEN_LIST,
    QUOTE,
    ZERO,
    list_of_one,
    number_end,
    spaces,
    string_end,
    text_end,
)
from streams.words import SPREAD, Ints, Text, U, prefix, word

# What the scanner found in the place of a field
ABSENT, NULL, FALSE, TRUE, INTEGER, STRING, OTHER = 0, 1, 2, 3, 4, 5, 6
TEXT = 7  # a string with escapes or letters beyond ASCII; a lenient scan has STRING for these too
EMPTY, ONE = 8, 9  # a list of nothing; of one string without escapes, in ASCII, which a lenient scan need not be
OBJECT = 10  # whose own fields are found beside it

LONGEST_KEY = 16
SLOTS = 256  # of the table of keys: the first and last eight bytes of each, its field, and that which it is within
TOP, OPENS = 0, 1 << 16  # within none; added where a field may be an object

COLON, COMMA, OPEN, CLOSE = 58, 44, 123, 125


@kernel
def slot_of(text: Text, at: int, length: int, keys: NDArray[np.uint64], multiplier: np.uint64) -> Int:
    """Where in the table the field named `text[at : at + length]` is, −1: a field that the stream does not know."""
    if length > LONGEST_KEY:
        return -1
    first = prefix(text, at, length)
    last = prefix(text, at + 8, length - 8) if length > 8 else U(0)
    slot = np.int64(((first ^ (last * SPREAD)) * multiplier) >> U(56))
    return slot if keys[slot, 0] == first and keys[slot, 1] == last and keys[slot, 2] != U(0) else -1


@kernel
def scan_object(
    text: Text,
    at: int,
    stop: int,
    lenient: bool,
    keys: NDArray[np.uint64],
    multiplier: np.uint64,
    kinds: NDArray[np.uint8],
    begins: Ints,
    lengths: Ints,
) -> bool:
    """Finds the known fields of the object `text[at:stop]`; False: it is not of the usual shape.

    `kinds[f]` says what field f is; `begins` and `lengths` where the bytes of a STRING, TEXT, OTHER, or of the string
    in ONE stand; `begins` of an INTEGER is its value.
    """
    for f in range(len(kinds)):
        kinds[f] = ABSENT
    at = spaces(text, at, stop)
    if at >= stop or text[at] != OPEN:
        return False
    at = spaces(text, at + 1, stop)
    if at < stop and text[at] == CLOSE:
        return spaces(text, at + 1, stop) == stop
    outer = 0  # the number of the field that it is within
    while at < stop:
        if text[at] != QUOTE:
            return False
        end = string_end(text, at + 1, stop, lenient)
        if end < 0:
            return False
        field: Int = np.int64(-1)
        slot, opens = slot_of(text, at + 1, end - at - 1, keys, multiplier), False
        if slot >= 0 and (keys[slot, 3] & U(OPENS - 1)) == U(outer):
            field, opens = np.int64(keys[slot, 2]) - 1, keys[slot, 3] >= U(OPENS)
        at = spaces(text, end + 1, stop)
        if at >= stop or text[at] != COLON:
            return False
        at = spaces(text, at + 1, stop)
        if at >= stop:
            return False
        byte = text[at]
        begin, length = at, 0
        if byte == QUOTE:
            kind, begin = STRING, at + 1
            end = string_end(text, begin, stop, lenient)
            if end < 0:
                kind, end = TEXT, text_end(text, begin, stop)
            if end < 0:
                return False
            length, at = end - begin, end + 1
        elif ZERO <= byte <= NINE or byte == MINUS:
            value: Int = np.int64(0)
            digits = 0
            at += byte == MINUS
            while at < stop and ZERO <= text[at] <= NINE and digits < 19:
                value = value * 10 + (text[at] - ZERO)
                digits += 1
                at += 1
            plain = 0 < digits <= 18 and (digits == 1 or text[at - digits] != ZERO)
            if not plain or at >= stop or text[at] == 46 or (text[at] | 32) == 101:
                at = number_end(text, begin, stop)
                if at < 0:
                    return False
                kind, length = OTHER, at - begin
            else:
                kind, begin = INTEGER, -value if byte == MINUS else value
        elif byte == OPEN_LIST:
            begin, length, at = list_of_one(text, at, stop, lenient)
            if at < 0:
                return False
            kind = ONE if begin >= 0 else EMPTY
        elif byte == OPEN:
            at = spaces(text, at + 1, stop)
            if not opens or kinds[field] != ABSENT or at >= stop:
                return False
            kind = OBJECT
            if text[at] != CLOSE:
                kinds[field], outer = kind, field + 1
                continue
            at += 1
        else:
            w = word(text, at)
            if (w & U(0xFFFFFFFF)) == U(0x6C6C756E):
                kind, at = NULL, at + 4
            elif (w & U(0xFFFFFFFF)) == U(0x65757274):
                kind, at = TRUE, at + 4
            elif (w & U(0xFFFFFFFFFF)) == U(0x65736C6166):
                kind, at = FALSE, at + 5
            else:
                return False
        if at >= stop:
            return False
        if field >= 0:
            if kinds[field] != ABSENT:
                return False
            kinds[field], begins[field], lengths[field] = kind, begin, length
        at = spaces(text, at, stop)
        if outer > 0 and at < stop and text[at] == CLOSE:
            outer = 0
            at = spaces(text, at + 1, stop)
        if at >= stop:
            return False
        if text[at] == CLOSE:
            return outer == 0 and spaces(text, at + 1, stop) == stop
        if text[at] != COMMA:
            return False
        at = spaces(text, at + 1, stop)
    return False
