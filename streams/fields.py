"""From what the scanner found in the place of a field to a value, and the fields that all events have."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, Record, kernel
from detectors.totals import MILLIONTHS
from streams.events import YEAR_2100
from streams.json_text import MINUS, NINE, ZERO, digits_end
from streams.number_text import DOT
from streams.scan import FALSE, INTEGER, NULL, OTHER, STRING, TRUE
from streams.words import Ints, Text, U, hashed, prefix, word

COMMON = ("id", "account", "ts", "event", "api_key", "campaign")  # a stream's first fields, in this order
NUMBERS: Any = np.arange(len(COMMON))  # numpy's integers, since numba compiles callees anew for each of Python's
ID, ACCOUNT, TS, EVENT, API_KEY, CAMPAIGN = NUMBERS

LONGEST_ID = 128
WORD = 8  # bytes that are compared at once
FAIL = 255  # a code that no enumeration has


def coded(*words: str) -> NDArray[np.uint64]:
    """The words of an enumeration, by their first, second and last eight bytes and their length; the code is the place.

    >>> coded("unauthorised access at night")
    Traceback (most recent call last):
    ValueError: unauthorised access at night: longer than 24 bytes, which these do not tell apart
    """
    rows = list[tuple[int, ...]]()
    for name in map(str.encode, words):
        if len(name) > 3 * WORD:
            raise ValueError(f"{name.decode()}: longer than {3 * WORD} bytes, which these do not tell apart")
        parts = name[:WORD], name[WORD : 2 * WORD], name[-WORD:]
        rows.append((*(int.from_bytes(part, "little") for part in parts), len(name)))
    return np.array(rows, np.uint64)


@kernel
def code(text: Text, at: int, length: int, words: NDArray[np.uint64]) -> int:
    """Which of an enumeration's words a text is, FAIL: none."""
    if length == 0:
        return FAIL
    first, second = prefix(text, at, length), U(0)
    last = first
    if length > WORD:
        second, last = prefix(text, at + WORD, length - WORD), word(text, at + length - WORD)
    for i in range(len(words)):
        if words[i, 0] == first and words[i, 1] == second and words[i, 2] == last and words[i, 3] == U(length):
            return i
    return FAIL


@kernel
def optional(
    kinds: NDArray[np.uint8], begins: Ints, lengths: Ints, text: Text, field: int, words: NDArray[np.uint64]
) -> int:
    """The code of an enumeration that may be absent or null, and is its first word then."""
    if kinds[field] <= NULL:
        return 0
    return code(text, begins[field], lengths[field], words) if kinds[field] == STRING else FAIL


@kernel
def whole(kinds: NDArray[np.uint8], begins: Ints, field: int, missing: int, most: int) -> int:
    """A whole number from 0 to `most`, `missing` where it is absent or null, −2: neither."""
    if kinds[field] <= NULL:
        return missing
    return begins[field] if kinds[field] == INTEGER and 0 <= begins[field] <= most else -2


@kernel
def truth(kinds: NDArray[np.uint8], field: int) -> int:
    """0 or 1; absent or null is 0; FAIL: not a truth value."""
    if kinds[field] <= FALSE:
        return 0
    return 1 if kinds[field] == TRUE else FAIL


@kernel
def texts(kinds: NDArray[np.uint8], field: int) -> bool:
    """Whether a field is a string, null or absent."""
    return kinds[field] <= NULL or kinds[field] == STRING


@kernel
def code_stands(kinds: NDArray[np.uint8], field: int, lenient: bool) -> bool:
    """Whether a field is a code of somebody else's: text or a whole number. A lenient record's may be of any size."""
    return lenient or texts(kinds, field) or kinds[field] == INTEGER


@kernel
def charge(text: Text, kind: int, begin: Int, length: int, lenient: bool) -> Int:
    """A charge in millionths, rounded half up; absent or null is 0; −1: leave it to msgspec.

    At most nine digits before a decimal point, six behind it, and no exponent, so that it is exact as a double too. Of
    what msgspec has read and written, which has 17 digits at most, any number up to 1e9.
    """
    if kind <= NULL:
        return 0
    if kind == INTEGER:
        return begin * MILLIONTHS if 0 <= begin < 1_000_000_000 else -1
    if kind != OTHER:
        return -1
    end = begin + length
    point = digits_end(text, begin, end)
    if not lenient:
        decimals = end - point - 1
        if not 0 < point - begin <= 9 or text[point] != DOT or digits_end(text, point + 1, end) != end or decimals > 6:
            return -1
    return millionths(text, begin, end)


@kernel
def millionths(text: Text, at: Int, end: Int) -> Int:
    """A JSON number of at most 17 digits, from 0 to 1e9, in millionths, rounded half up."""
    value: Int = np.int64(0)
    scale, dotted = 6, False
    if text[at] == MINUS:  # only of a zero
        at += 1
    while at < end and (text[at] == DOT or ZERO <= text[at] <= NINE):
        if text[at] == DOT:
            dotted = True
        else:
            value = value * 10 + (text[at] - ZERO)
            scale -= dotted
        at += 1
    if at < end:  # an exponent
        negative = text[at + 1] == MINUS
        exponent: Int = np.int64(0)  # a bare 0 would take on the digits' eight bits in plain Python
        for i in range(at + 1, end):
            if ZERO <= text[i] <= NINE:
                exponent = min(exponent * 10 + (text[i] - ZERO), np.int64(1_000))
        scale += -exponent if negative else exponent
    while scale > 0 and value > 0:
        value *= 10
        scale -= 1
    if scale < -18:
        return np.int64(0)
    divisor: Int = np.int64(1)
    for _ in range(-scale):
        divisor *= 10
    return (value + divisor // 2) // divisor


@kernel
def identified(
    row: Record, text: Text, lenient: bool, kinds: NDArray[np.uint8], begins: Ints, lengths: Ints, seed: np.uint64
) -> bool:
    """Fills which event it is, whose and when; False: leave it to msgspec."""
    for field in (ID, ACCOUNT):
        if kinds[field] != STRING or lengths[field] < 1 or (lengths[field] > LONGEST_ID and not lenient):
            return False
    if kinds[TS] != INTEGER or not 0 < begins[TS] < YEAR_2100:
        return False
    row.ts = begins[TS]
    row.id = hashed(text, begins[ID], lengths[ID], seed)
    row.id_at, row.id_len = begins[ID], lengths[ID]
    row.account = hashed(text, begins[ACCOUNT], lengths[ACCOUNT], seed)
    row.check = hashed(text, begins[ACCOUNT], lengths[ACCOUNT], ~seed)
    row.account_at, row.account_len = begins[ACCOUNT], lengths[ACCOUNT]
    return True


@kernel
def common(
    row: Record,
    text: Text,
    lenient: bool,
    kinds: NDArray[np.uint8],
    begins: Ints,
    lengths: Ints,
    seed: np.uint64,
    events: NDArray[np.uint64],
) -> bool:
    """Fills what every event has; False: leave it to msgspec. `events` are the words of the stream's event types."""
    if not texts(kinds, API_KEY) or not texts(kinds, CAMPAIGN) or kinds[EVENT] != STRING:
        return False
    row.event = code(text, begins[EVENT], lengths[EVENT], events)
    if row.event == FAIL or not identified(row, text, lenient, kinds, begins, lengths, seed):
        return False
    row.campaign, row.campaign_len = 0, 0
    if kinds[CAMPAIGN] == STRING and lengths[CAMPAIGN] > 0:
        row.campaign = hashed(text, begins[CAMPAIGN], lengths[CAMPAIGN], seed)
        row.campaign_at, row.campaign_len = begins[CAMPAIGN], lengths[CAMPAIGN]
    row.api_key = 0
    if kinds[API_KEY] == STRING and lengths[API_KEY] > 0:
        row.api_key = hashed(text, begins[API_KEY], lengths[API_KEY], seed)
        row.api_key_at, row.api_key_len = begins[API_KEY], lengths[API_KEY]
    return True
