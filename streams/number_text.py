"""Numbers as they stand in records, to the integers that columns have for them."""

import numpy as np
from numpy.typing import NDArray

from detectors.automaton import ACCEPT, START
from detectors.calls import ALLOCATABLE, ANONYMOUS, MALFORMED, SHORT_CODE, SIP_URI, UNALLOCATABLE
from detectors.emergency import LONGEST_SHORT, short_code
from detectors.kernel import Int, kernel
from streams.scan import SPREAD, Text, U, hashed

Plans = NDArray[np.int16]  # detectors.numbers.plan_table

LONGEST_NUMBER = 15  # digits of E.164
JAPAN, TWO_DIGITS = 81, 100
SOS_CODE = short_code("urn:service:sos")
PLUS, ZERO, NINE, AT, SEMICOLON, COLON, DOT = 43, 48, 57, 64, 59, 58, 46
SIP_SCHEME, SIPS_SCHEME, TEL_SCHEME = (np.frombuffer(s, np.uint8) for s in (b"sip:", b"sips:", b"tel:"))
SOS = np.frombuffer(b"urn:service:sos", np.uint8)
WITHHELD = np.frombuffer(b"anonymous", np.uint8)


@kernel
def begins_with(text: Text, at: int, length: int, start: Text) -> bool:
    """Whether a text begins with `start`, whose letters may stand in either case."""
    if length < len(start):
        return False
    for i in range(len(start)):
        byte = text[at + i]
        if byte != start[i] and (byte | 32) != (start[i] | 32):
            return False
    return True


@kernel
def digits_end(text: Text, at: int, stop: int) -> int:
    """The first place from `at` on that is no digit."""
    while at < stop and ZERO <= text[at] <= NINE:
        at += 1
    return at


@kernel
def digits_of(text: Text, at: int, stop: int) -> Int:
    """The number that digits make."""
    digits = np.int64(0)
    for i in range(at, stop):
        digits = digits * 10 + (text[i] - ZERO)
    return digits


@kernel
def keyed(number: Int, seed: np.uint64) -> Int:
    """A keyed hash of a number, never 0: state may hold this, and not whom somebody called."""
    h = (np.uint64(number) ^ seed) * SPREAD
    h = ((h ^ (h >> U(32))) + seed) * SPREAD
    h = (h ^ (h >> U(29))) * SPREAD
    h ^= h >> U(32)
    return np.int64(h) if h != U(0) else np.int64(1)


@kernel
def in_japan(digits: Int) -> bool:
    """Whether the digits of an E.164 number begin with the country code of Japan, which no other code does."""
    while digits >= TWO_DIGITS:
        digits //= 10
    return bool(digits == JAPAN)


@kernel
def number_of(text: Text, at: int, length: int, plans: Plans, seed: np.uint64) -> tuple[int, Int]:
    """What a number is, and its digits; a negative hash of text that is not E.164. `tel:` in front changes nothing."""
    stop = at + length
    begin = at + 4 if begins_with(text, at, length, TEL_SCHEME) else at
    end = digits_end(text, begin + 1, stop)
    plus = begin < stop and text[begin] == PLUS and end - begin > 1 and text[begin + 1] != ZERO
    if plus and end - begin <= LONGEST_NUMBER + 1 and (end == stop or (begin > at and text[end] == SEMICOLON)):
        state = START
        for i in range(begin + 1, end):
            state = plans[state, text[i] - ZERO]
        return (ALLOCATABLE if plans[state, ACCEPT] else UNALLOCATABLE), digits_of(text, begin + 1, end)
    other = -1 - ((hashed(text, at, length, seed) >> np.int64(1)) & np.int64(0x3FFFFFFFFFFFFFFF))
    if begins_with(text, at, length, SIP_SCHEME) or begins_with(text, at, length, SIPS_SCHEME):
        return SIP_URI, other
    if length == len(WITHHELD) and begins_with(text, at, length, WITHHELD):
        return ANONYMOUS, other
    return MALFORMED, other


@kernel
def dialled(text: Text, at: int, length: int, plans: Plans, seed: np.uint64) -> tuple[int, Int]:
    """`number_of`, and short codes as `detectors.emergency` makes them: bare, in a URI, or the emergency service's."""
    stop, begin = at + length, at
    for scheme in (TEL_SCHEME, SIP_SCHEME, SIPS_SCHEME):
        if begins_with(text, at, length, scheme):
            begin = at + len(scheme)
    end = digits_end(text, begin, stop)
    closed = end == stop or (begin > at and (text[end] == AT or text[end] == SEMICOLON or text[end] == COLON))
    if 0 < end - begin <= LONGEST_SHORT and closed:
        code = np.int64(1)
        for i in range(begin, end):
            code = code * 10 + (text[i] - ZERO)
        return SHORT_CODE, code
    if begins_with(text, at, length, SOS) and (length == len(SOS) or text[at + len(SOS)] == DOT):
        return SHORT_CODE, np.int64(SOS_CODE)
    return number_of(text, at, length, plans, seed)
