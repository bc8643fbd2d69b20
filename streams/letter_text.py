"""The template of a body in any letters that do not join each other, compiled: as `streams/body_text.py` has it.

A body is letters of `streams/letter_table.py`. One that has a letter which joins others, or becomes several, is left
to Python.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, kernel
from streams.json_text import BACKSLASH, SAID, SHORT_ESCAPES, SMALL_U, code_of
from streams.letter_table import (
    DIFFICULT,
    FIRST_PICTURE,
    IS_CURRENCY,
    IS_DIGIT,
    IS_SPACE,
    LAST_PICTURE,
    SPEAKS,
    Letters,
)
from streams.letter_urls import code_at, without_urls
from streams.normal_text import PLANE
from streams.number_text import among
from streams.template_text import NUMBER, SPACE, WITHIN
from streams.words import PADDING, Text, hashed


@kernel
def fingerprints(
    text: Text, begins: NDArray[np.int64], lengths: NDArray[np.int64], table: Letters, seed: np.uint64,
    found: NDArray[np.int64], done: NDArray[np.bool_],
) -> None:  # fmt: skip
    """The fingerprints of bodies as they stand in JSON; those that are not `done` are left to Python."""
    for i in range(len(begins)):
        room = np.zeros(lengths[i] + 1, np.uint32)
        n = read(text, begins[i], lengths[i], table, room)
        done[i] = n >= 0
        if done[i]:
            kept = np.zeros(n + 1, np.uint32)
            found[i] = fingerprint_of(kept, without_urls(room, n, kept), seed)


@kernel
def read(text: Text, at: Int, length: Int, table: Letters, out: Letters) -> Int:
    """The letters of a string of JSON by the table, one space between two words; how many, −1: one is difficult."""
    stop, n, spaces = at + length, 0, 0
    while at < stop:
        byte = text[at]
        code: Int = np.int64(byte)
        if byte == BACKSLASH:
            if text[at + 1] == SMALL_U:
                code = np.int64(code_of(text, at + 2, stop))
                at += 6
            else:
                for i in range(len(SHORT_ESCAPES)):
                    if text[at + 1] == SHORT_ESCAPES[i]:
                        code = np.int64(SAID[i])
                at += 2
        elif byte < 0x80:
            at += 1
        elif byte < 0xE0:
            code = ((code & 0x1F) << 6) | (text[at + 1] & 0x3F)
            at += 2
        elif byte < 0xF0:
            code = ((code & 0x0F) << 12) | ((np.int64(text[at + 1]) & 0x3F) << 6) | (text[at + 2] & 0x3F)
            at += 3
        else:
            code = ((code & 0x07) << 18) | ((np.int64(text[at + 1]) & 0x3F) << 12)
            code |= ((np.int64(text[at + 2]) & 0x3F) << 6) | (text[at + 3] & 0x3F)
            at += 4
            if not FIRST_PICTURE <= code <= LAST_PICTURE:
                return -1
            code += PLANE - FIRST_PICTURE
        letter = table[code]
        if letter & DIFFICULT:
            return -1
        if letter & IS_SPACE:
            spaces = 1
            continue
        if spaces > 0 and n > 0:
            out[n] = table[SPACE]
            n += 1
        spaces = 0
        out[n] = letter
        n += 1
    return n


@kernel
def fingerprint_of(text: Letters, size: Int, seed: np.uint64) -> Int:
    """The hash of a text in UTF-8, with a mark for each number and the currency sign before it; 0: it says nothing."""
    out = np.zeros(4 * size + PADDING, np.uint8)
    at, n, speaking, sign = 0, 0, False, -1  # `sign`: where the currency sign begins that was written last
    while at < size:
        letter = text[at]
        at += 1
        if letter & IS_DIGIT:
            while at < size and (
                text[at] & IS_DIGIT or (at + 1 < size and text[at + 1] & IS_DIGIT and among(code_at(text, at), WITHIN))
            ):
                at += 1
            n = sign if sign >= 0 else n
            out[n] = NUMBER
            n, sign = n + 1, -1
        else:
            sign = n if letter & IS_CURRENCY else -1
            speaking = speaking or (letter & SPEAKS) != 0
            n = written(out, n, code_at(text, at - 1))
    return hashed(out, 0, n, seed) if speaking else np.int64(0)


@kernel
def written(out: Text, n: Int, code: Int) -> Int:
    """Writes a letter in UTF-8; returns the place behind it."""
    if code < 0x80:
        out[n] = code
        return n + 1
    if code < 0x800:
        out[n], out[n + 1] = 0xC0 | (code >> 6), 0x80 | (code & 0x3F)
        return n + 2
    if code < 0x10000:
        out[n], out[n + 1], out[n + 2] = 0xE0 | (code >> 12), 0x80 | ((code >> 6) & 0x3F), 0x80 | (code & 0x3F)
        return n + 3
    out[n], out[n + 1] = 0xF0 | (code >> 18), 0x80 | ((code >> 12) & 0x3F)
    out[n + 2], out[n + 3] = 0x80 | ((code >> 6) & 0x3F), 0x80 | (code & 0x3F)
    return n + 4
