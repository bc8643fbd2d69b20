"""A compiled scanner of JSON objects of the usual shape: flat, ASCII, strings without escapes, numbers that are whole.

It finds the fields that a stream knows and says of each what it is and where. It never judges: whatever is not of the
usual shape it declines, and the reader has msgspec decide. What it accepts, msgspec accepts with the same values;
fuzzing holds them equal.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import COMPILED, Int, kernel

Text = NDArray[np.uint8]
Ints = NDArray[np.int64]

# What the scanner found in the place of a field
ABSENT, NULL, FALSE, TRUE, INTEGER, STRING, OTHER = 0, 1, 2, 3, 4, 5, 6

PADDING = 16  # readable bytes that every buffer has behind its last record
LONGEST_KEY = 16
SLOTS = 256  # of the table of keys: three numbers each, the key's first and last eight bytes and its field

U = np.uint64
LOW7 = U(0x7F7F7F7F7F7F7F7F)
ONES = U(0x0101010101010101)
HIGH = U(0x8080808080808080)
QUOTES = U(0x2222222222222222)
BACKSLASHES = U(0x5C5C5C5C5C5C5C5C)
SPACES = U(0x2020202020202020)
SPREAD = U(0x9E3779B97F4A7C15)

QUOTE, BACKSLASH, COLON, COMMA, OPEN, CLOSE, MINUS, ZERO, NINE, SPACE = 34, 92, 58, 44, 123, 125, 45, 48, 57, 32


@kernel
def word(text: Text, at: int) -> np.uint64:
    """The eight bytes from `at` on, the first one lowest."""
    i = U(at)
    return (
        U(text[i])
        | (U(text[i + U(1)]) << U(8))
        | (U(text[i + U(2)]) << U(16))
        | (U(text[i + U(3)]) << U(24))
        | (U(text[i + U(4)]) << U(32))
        | (U(text[i + U(5)]) << U(40))
        | (U(text[i + U(6)]) << U(48))
        | (U(text[i + U(7)]) << U(56))
    )


@kernel
def prefix(text: Text, at: int, length: int) -> np.uint64:
    """The first `length` (at most 8) bytes from `at` on as a number."""
    if length >= 8:
        return word(text, at)
    return word(text, at) & ((U(1) << U(8 * length)) - U(1))


@kernel
def hashed(text: Text, at: int, length: int, seed: np.uint64) -> Int:
    """A 64-bit hash of a text, never 0."""
    h = (seed ^ U(length)) * SPREAD
    done = 0
    while done < length:
        h = (h ^ prefix(text, at + done, length - done)) * SPREAD
        h ^= h >> U(29)
        done += 8
    h = (h ^ (h >> U(32))) * SPREAD
    h ^= h >> U(31)
    return np.int64(h) if h != U(0) else np.int64(1)


@kernel
def string_end(text: Text, at: Int, stop: int, lenient: bool) -> Int:
    """Where the closing quote of a string stands whose first byte is at `at`; −1: escapes, non-ASCII or no end.

    A lenient scan takes any string that msgspec has written: it skips escapes and non-ASCII bytes.
    """
    while at < stop:
        x = word(text, at)
        q, b = x ^ QUOTES, x ^ BACKSLASHES
        special = ((q - ONES) & ~q) | ((b - ONES) & ~b) | ((x - SPACES) & ~x) | x
        special &= HIGH
        if special == U(0):
            at += 8
            continue
        at += np.int64(((((special & (~special + U(1))) >> U(7)) - U(1)) & ONES) * ONES >> U(56))
        if at >= stop:
            return -1
        byte = text[at]
        if byte == QUOTE:
            return at
        if not lenient or byte < SPACE:
            return -1
        at += 2 if byte == BACKSLASH else 1
    return -1


@kernel
def number_end(text: Text, at: int, stop: int) -> int:
    """Where a JSON number that is not a plain integer ends; −1: it is no number."""
    if at < stop and text[at] == MINUS:
        at += 1
    start = at
    while at < stop and ZERO <= text[at] <= NINE:
        at += 1
    if at == start or (text[start] == ZERO and at > start + 1):
        return -1
    if at < stop and text[at] == 46:
        at += 1
        start = at
        while at < stop and ZERO <= text[at] <= NINE:
            at += 1
        if at == start:
            return -1
    if at < stop and (text[at] | 32) == 101:
        at += 1
        if at < stop and (text[at] == 43 or text[at] == MINUS):
            at += 1
        start = at
        while at < stop and ZERO <= text[at] <= NINE:
            at += 1
        if at == start:
            return -1
    return at


@kernel
def field_of(text: Text, at: int, length: int, keys: NDArray[np.uint64], multiplier: np.uint64) -> Int:
    """The number of the field whose name is `text[at : at + length]`, −1: a field that the stream does not know."""
    if length > LONGEST_KEY:
        return -1
    first = prefix(text, at, length)
    last = prefix(text, at + 8, length - 8) if length > 8 else U(0)
    slot = np.int64(((first ^ (last * SPREAD)) * multiplier) >> U(56))
    if keys[slot, 0] == first and keys[slot, 1] == last:
        return np.int64(keys[slot, 2]) - 1
    return -1


@kernel
def spaces(text: Text, at: int, stop: int) -> int:
    """The first place from `at` on that is not a space."""
    while at < stop and text[at] == SPACE:
        at += 1
    return at


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

    `kinds[f]` says what field f is; `begins` and `lengths` where the bytes of a STRING or OTHER stand; `begins` of an
    INTEGER is its value.
    """
    for f in range(len(kinds)):
        kinds[f] = ABSENT
    at = spaces(text, at, stop)
    if at >= stop or text[at] != OPEN:
        return False
    at = spaces(text, at + 1, stop)
    if at < stop and text[at] == CLOSE:
        return spaces(text, at + 1, stop) == stop
    while at < stop:
        if text[at] != QUOTE:
            return False
        end = string_end(text, at + 1, stop, lenient)
        if end < 0:
            return False
        field = field_of(text, at + 1, end - at - 1, keys, multiplier)
        at = spaces(text, end + 1, stop)
        if at >= stop or text[at] != COLON:
            return False
        at = spaces(text, at + 1, stop)
        if at >= stop:
            return False
        byte = text[at]
        begin, length = at, 0
        if byte == QUOTE:
            end = string_end(text, at + 1, stop, lenient)
            if end < 0:
                return False
            kind, begin, length = STRING, at + 1, end - at - 1
            at = end + 1
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
        if at >= stop:
            return False
        if text[at] == CLOSE:
            return spaces(text, at + 1, stop) == stop
        if text[at] != COMMA:
            return False
        at = spaces(text, at + 1, stop)
    return False


if not COMPILED:
    np.seterr(over="ignore")  # plain Python computes hashes with numpy scalars, whose wrapping is meant
