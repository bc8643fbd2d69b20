"""Numbers as they stand in records, to the integers that columns have for them."""

import numpy as np
from numpy.typing import NDArray

from detectors.automaton import ACCEPT, START
from detectors.calls import ALLOCATABLE, ANONYMOUS, MALFORMED, SHORT_CODE, SIP_URI, UNALLOCATABLE
from detectors.emergency import LONGEST_SHORT, short_code
from detectors.kernel import Int, Record, kernel
from streams.json_text import digits_end
from streams.words import PADDING, SPREAD, Text, U, hashed

Plans = NDArray[np.int16]  # detectors.numbers.plan_table

LONGEST_NUMBER = 15  # digits of E.164
JAPAN, TWO_DIGITS = 81, 100
SOS_CODE = short_code("urn:service:sos")
PLUS, ZERO, NINE, AT, SEMICOLON, COLON, DOT = 43, 48, 57, 64, 59, 58, 46
SIP_SCHEME, SIPS_SCHEME, TEL_SCHEME = (np.frombuffer(s, np.uint8) for s in (b"sip:", b"sips:", b"tel:"))
SOS = np.frombuffer(b"urn:service:sos", np.uint8)
SEPARATORS = np.frombuffer(b"-.()", np.uint8)
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
def international(text: Text, at: int, stop: int, plans: Plans, uri: bool) -> tuple[int, Int, int]:
    """What stands from a `+` on: what number it is, its digits, and where these end; MALFORMED: no number of E.164.

    In a URI, visual separators may stand within (RFC 3966, 5.1.1).
    """
    state, digits, count = START, np.int64(0), 0
    if at >= stop or text[at] != PLUS:
        return MALFORMED, digits, at
    at += 1
    while at < stop and (ZERO <= text[at] <= NINE or (uri and among(text[at], SEPARATORS))):
        if ZERO <= text[at] <= NINE:
            count += 1
            if count > LONGEST_NUMBER or (count == 1 and text[at] == ZERO):
                return MALFORMED, digits, at
            state = plans[state, text[at] - ZERO]
            digits = digits * 10 + (text[at] - ZERO)
        at += 1
    if count == 0:
        return MALFORMED, digits, at
    return (ALLOCATABLE if plans[state, ACCEPT] else UNALLOCATABLE), digits, at


@kernel
def among(byte: int, these: Text) -> bool:
    """Whether a byte is one of these."""
    for other in these:
        if byte == other:
            return True
    return False


@kernel
def at_a_host(text: Text, at: int, stop: int) -> bool:
    """Whether a SIP URI goes on with a host behind its user part, parameters and password of which may be between."""
    if at < stop and (text[at] == SEMICOLON or text[at] == COLON):
        while at < stop and text[at] != AT:
            at += 1
    return at + 1 < stop and text[at] == AT


@kernel
def other(text: Text, at: int, length: int, seed: np.uint64) -> Int:
    """What stands for a text that is no number: a negative hash."""
    return -1 - ((hashed(text, at, length, seed) >> np.int64(1)) & np.int64(0x3FFFFFFFFFFFFFFF))


@kernel
def number_of(text: Text, at: int, length: int, plans: Plans, seed: np.uint64) -> tuple[int, Int]:
    """What a number is, and its digits; a negative hash of text that is not E.164. `tel:` in front changes nothing.

    Texts are the same in either case, but for SIP URIs, whose users are not (RFC 3261, 19.1.4).
    """
    stop = at + length
    tel = begins_with(text, at, length, TEL_SCHEME)
    kind, digits, end = international(text, at + 4 if tel else at, stop, plans, tel)
    if kind != MALFORMED and (end == stop or (tel and text[end] == SEMICOLON)):
        return kind, digits
    if begins_with(text, at, length, SIP_SCHEME) or begins_with(text, at, length, SIPS_SCHEME):
        return SIP_URI, other(text, at, length, seed)
    small = np.zeros(length + PADDING, np.uint8)  # a sender that calls itself Acme is ACME
    for i in range(length):
        byte = text[at + i]
        small[i] = byte | 32 if 65 <= byte <= 90 else byte
    withheld = length == len(WITHHELD) and begins_with(text, at, length, WITHHELD)
    return ANONYMOUS if withheld else MALFORMED, other(small, 0, length, seed)


@kernel
def dialled(text: Text, at: int, length: int, plans: Plans, seed: np.uint64) -> tuple[int, Int, Int]:
    """What is called and its digits, as `number_of` has them, but that a number in a SIP URI is that number too.

    And short codes as `detectors.emergency` makes them: bare, in a URI, or the emergency service's. The last is a hash
    of the text where a short code is one of some host or context, else 0: who that is, the code alone does not say.
    """
    stop, begin, sip = at + length, at, False
    for scheme in (SIP_SCHEME, SIPS_SCHEME):
        if begins_with(text, at, length, scheme):
            begin, sip = at + len(scheme), True
    if sip:
        kind, digits, end = international(text, begin, stop, plans, True)
        if kind != MALFORMED and at_a_host(text, end, stop):
            return kind, digits, np.int64(0)
    elif begins_with(text, at, length, TEL_SCHEME):
        begin = at + len(TEL_SCHEME)
    end = digits_end(text, begin, stop)
    hosted = at_a_host(text, end, stop) if sip else begin > at and end < stop and text[end] == SEMICOLON
    if 0 < end - begin <= LONGEST_SHORT and (hosted or (end == stop and not sip)):
        code = np.int64(1)
        for i in range(begin, end):
            code = code * 10 + (text[i] - ZERO)
        return SHORT_CODE, code, other(text, at, length, seed) if hosted else np.int64(0)
    if begins_with(text, at, length, SOS) and (length == len(SOS) or text[at + len(SOS)] == DOT):
        return SHORT_CODE, np.int64(SOS_CODE), np.int64(0)
    kind, digits = number_of(text, at, length, plans, seed)
    return kind, digits, np.int64(0)


@kernel
def reach(row: Record, text: Text, at: int, length: int, plans: Plans, seed: np.uint64) -> None:
    """Sets whom a call or message goes to: `callee_is`, `callee`, `hosted`, and `destination`, which state may hold."""
    row.callee_is, row.callee, row.hosted = dialled(text, at, length, plans, seed)
    row.destination = keyed(~row.callee if row.callee_is == SHORT_CODE else row.callee, seed)
    row.hosted = keyed(row.hosted, seed) if row.hosted != 0 else 0
    row.to_at, row.to_len = at, length
