"""The template of a body in any letters that do not join each other, compiled: as `streams/body_text.py` has it.

A body is letters of `streams/letter_table.py`. One that has a letter which joins others, or becomes several, is left
to Python.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, kernel
from streams.json_text import BACKSLASH, SAID, SHORT_ESCAPES, SMALL_U, code_of
from streams.letter_table import (
    CODE,
    DIFFICULT,
    FIRST_PICTURE,
    IS_ALNUM,
    IS_ALPHA,
    IS_CURRENCY,
    IS_DIGIT,
    IS_SPACE,
    LAST_PICTURE,
    SPEAKS,
    Letters,
)
from streams.normal_text import PLANE
from streams.number_text import among
from streams.template_text import COLON, DOT, IN_HOST, NUMBER, OPENING, SLASH, SPACE, URL, WITHIN, WWW
from streams.words import PADDING, Text, hashed

HTTPS = np.frombuffer(b"https", np.uint8)


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
def code_at(text: Letters, at: Int) -> Int:
    """The letter at a place."""
    return np.int64(text[at] & CODE)


@kernel
def is_at(text: Letters, at: Int, stop: Int, word: Text) -> bool:
    """Whether an ASCII word stands there."""
    if at < 0 or stop - at < len(word):
        return False
    for i in range(len(word)):
        if code_at(text, at + i) != word[i]:
            return False
    return True


@kernel
def without_urls(text: Letters, size: Int, kept: Letters) -> Int:
    """Writes a text with a mark for each URL; returns how many letters that are."""
    at, word, n, place = 0, 0, 0, 0
    while place < size:
        code = code_at(text, place)
        begin, behind = -1, place
        if code == SPACE:
            word = place + 1
        elif code == SLASH:
            if (
                place > 0
                and code_at(text, place - 1) == COLON
                and place + 1 < size
                and code_at(text, place + 1) == SLASH
            ):
                if place - 1 >= at:
                    begin, behind = scheme_begin(text, max(at, word), place - 1), place + 2
                place += 1
            elif place >= at:
                begin = host_begin(text, max(at, word), place)
        elif is_at(text, place, size, WWW) and place >= at and (place == 0 or not in_name(code_at(text, place - 1))):
            begin, behind = place, place + len(WWW)
        if begin >= 0:
            first = max(at, word)
            while first < begin and among(code_at(text, first), OPENING):
                first += 1
            begin = max(at, word) if first == begin else begin
            while at < begin:
                kept[n] = text[at]
                n, at = n + 1, at + 1
            kept[n] = URL
            n, at = n + 1, url_end(text, behind, size)
        place += 1
    while at < size:
        kept[n] = text[at]
        n, at = n + 1, at + 1
    return n


@kernel
def in_name(code: Int) -> bool:
    """Whether it is a small letter or digit of ASCII."""
    return bool(97 <= code <= 122 or 48 <= code <= 57)


@kernel
def scheme_begin(text: Letters, least: Int, end: Int) -> Int:
    """Where the scheme begins that ends at `end`: letters, of which those before `http` or `https` are none of it."""
    begin = end
    while begin > least and 97 <= code_at(text, begin - 1) <= 122:
        begin -= 1
    for length in (5, 4):
        if end - begin >= length:
            same = True
            for i in range(length):
                same = same and code_at(text, end - length + i) == HTTPS[i]
            if same:
                return end - length
    return begin


@kernel
def host_begin(text: Letters, least: Int, end: Int) -> Int:
    """Where the domain begins that ends at `end`, of ASCII or else of any letters; −1: what stands there is none."""
    for any_letter in (False, True):
        begin, label, last, labels = end, 0, 0, 0
        empty = False
        while begin > least:
            letter, code = text[begin - 1], code_at(text, begin - 1)
            if not (among(code, IN_HOST) or (letter & IS_ALNUM and (any_letter or code < 0x80))):
                break
            begin -= 1
            if code == DOT:
                empty = empty or label == 0
                label, labels = 0, labels + 1
            else:
                label += 1
                if labels == 0:
                    last = last + 1 if last >= 0 and letter & IS_ALPHA else -1
        if labels > 0 and label > 0 and last > 1 and not empty:
            return begin
    return -1


@kernel
def url_end(text: Letters, at: Int, size: Int) -> Int:
    """Where a URL ends that goes on at a place: with a host in other letters, and then with what is in ASCII."""
    if at < size and code_at(text, at) >= 0x80:
        while at < size:
            code = code_at(text, at)
            if not (text[at] & IS_ALNUM or code == 95 or among(code, IN_HOST)):
                break
            at += 1
    while at < size and code_at(text, at) < 0x80 and code_at(text, at) != SPACE:
        at += 1
    return at


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
