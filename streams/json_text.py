"""Values of JSON as they stand in a buffer: where they end, and what a string says that is written with escapes."""

import numpy as np

from detectors.kernel import Int, kernel
from streams.words import Text, U, word

ONES = U(0x0101010101010101)
HIGH = U(0x8080808080808080)
QUOTES = U(0x2222222222222222)
BACKSLASHES = U(0x5C5C5C5C5C5C5C5C)
SPACES = U(0x2020202020202020)

QUOTE, BACKSLASH, MINUS, ZERO, NINE, SPACE, OPEN_LIST, CLOSE_LIST = 34, 92, 45, 48, 57, 32, 91, 93
LOWER = 32  # the bit by which a small letter differs
SMALL_U = 117
FIRST_HALF, LAST_HALF = 0xD800, 0xDFFF  # of pairs, which stand for letters beyond the first plane
SHORT_ESCAPES = np.frombuffer(b'"\\/bfnrt', np.uint8)
SAID = np.frombuffer(b'"\\/\b\f\n\r\t', np.uint8)


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
def digits_end(text: Text, at: int, stop: int) -> int:
    """The first place from `at` on that is no digit."""
    while at < stop and ZERO <= text[at] <= NINE:
        at += 1
    return at


@kernel
def number_end(text: Text, at: int, stop: int) -> int:
    """Where a JSON number that is not a plain integer ends; −1: it is no number."""
    if at < stop and text[at] == MINUS:
        at += 1
    start = at
    at = digits_end(text, at, stop)
    if at == start or (text[start] == ZERO and at > start + 1):
        return -1
    if at < stop and text[at] == 46:
        at += 1
        start = at
        at = digits_end(text, at, stop)
        if at == start:
            return -1
    if at < stop and (text[at] | 32) == 101:
        at += 1
        if at < stop and (text[at] == 43 or text[at] == MINUS):
            at += 1
        start = at
        at = digits_end(text, at, stop)
        if at == start:
            return -1
    return at


@kernel
def spaces(text: Text, at: Int, stop: int) -> Int:
    """The first place from `at` on that is not a space."""
    while at < stop and text[at] == SPACE:
        at += 1
    return at


@kernel
def text_end(text: Text, at: Int, stop: int) -> Int:
    r"""Where the closing quote stands of a string with escapes or in UTF-8; −1: none, or one that is not right.

    Of escapes it takes the short ones, and `\u` of a letter that is no half of a pair.
    """
    while at < stop:
        byte = text[at]
        if byte == QUOTE:
            return at
        if byte < SPACE:
            return -1
        if byte == BACKSLASH:
            length = escape_length(text, at, stop)
        elif byte < 0x80:
            length = 1
        else:
            length = letter_length(text, at, stop)
        if length == 0:
            return -1
        at += length
    return -1


@kernel
def escape_length(text: Text, at: Int, stop: int) -> int:
    """How many bytes the escape at a place has, 0: it is none that is taken."""
    if at + 1 >= stop:
        return 0
    byte = text[at + 1]
    if byte == SMALL_U:
        code = code_of(text, at + 2, stop)
        return 0 if code < 0 or FIRST_HALF <= code <= LAST_HALF else 6
    for known in SHORT_ESCAPES:
        if byte == known:
            return 2
    return 0


@kernel
def code_of(text: Text, at: Int, stop: int) -> int:
    """The number that four hexadecimal digits are, −1: they are not four."""
    if at + 4 > stop:
        return -1
    code = 0
    for i in range(at, at + 4):
        byte = text[i]
        small = byte | LOWER
        if ZERO <= byte <= NINE:
            code = code * 16 + (byte - ZERO)
        elif 97 <= small <= 102:
            code = code * 16 + (small - 87)
        else:
            return -1
    return code


@kernel
def letter_length(text: Text, at: Int, stop: int) -> int:
    """How many bytes the letter at a place has in UTF-8, whose first is beyond ASCII; 0: that is no UTF-8."""
    first = text[at]
    length = 2 if 0xC2 <= first <= 0xDF else 3 if 0xE0 <= first <= 0xEF else 4 if 0xF0 <= first <= 0xF4 else 0
    if length == 0 or at + length > stop:
        return 0
    second = text[at + 1]
    least = 0xA0 if first == 0xE0 else 0x90 if first == 0xF0 else 0x80
    most = 0x9F if first == 0xED else 0x8F if first == 0xF4 else 0xBF
    if not least <= second <= most:
        return 0
    for i in range(at + 2, at + length):
        if not 0x80 <= text[i] <= 0xBF:
            return 0
    return length


@kernel
def list_of_one(text: Text, at: Int, stop: int, lenient: bool) -> tuple[Int, Int, Int]:
    """Of a list of one string, where it begins and how long it is, of an empty one −1; and the place behind the list.

    The place is −1 where it is another list, or one that is not right.
    """
    nothing = np.int64(-1)
    begin = spaces(text, at + 1, stop)
    if begin < stop and text[begin] == CLOSE_LIST:
        return nothing, np.int64(0), begin + 1
    if begin >= stop or text[begin] != QUOTE:
        return nothing, np.int64(0), nothing
    begin += 1
    end = string_end(text, begin, stop, lenient)
    behind = spaces(text, end + 1, stop)
    if end < 0 or behind >= stop or text[behind] != CLOSE_LIST:
        return nothing, np.int64(0), nothing
    return begin, end - begin, behind + 1


@kernel
def plain(text: Text, at: Int, length: int, out: Text) -> Int:
    """Writes what a string of JSON says, without its escapes; how many bytes that are, −1: it is not all ASCII."""
    stop, n = at + length, 0
    while at < stop:
        byte = text[at]
        if byte >= 0x80:
            return -1
        if byte != BACKSLASH:
            out[n] = byte
            at += 1
        elif text[at + 1] == SMALL_U:
            code = code_of(text, at + 2, stop)
            if not 0 <= code < 0x80:
                return -1
            out[n] = code
            at += 6
        else:
            for i in range(len(SHORT_ESCAPES)):
                if text[at + 1] == SHORT_ESCAPES[i]:
                    out[n] = SAID[i]
            at += 2
        n += 1
    return n
