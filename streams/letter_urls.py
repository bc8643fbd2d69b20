"""URLs in letters of `streams/letter_table.py`, compiled: as `streams/body_text.py` finds them."""

import numpy as np

from detectors.kernel import Int, kernel
from streams.letter_table import CODE, IS_ALNUM, IS_ALPHA, Letters
from streams.number_text import among
from streams.template_text import (
    COLON,
    DOT,
    DOTS,
    HASH,
    IN_HOST,
    LONGEST_FIGURES,
    OPENING,
    PUNYCODE,
    QUESTION,
    SLASH,
    SPACE,
    URL,
    WWW,
)
from streams.words import Text

# letters of languages that put no space between words: Thai and Lao, Burmese, Khmer, and all from CJK radicals on
WITHOUT_SPACES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x10FFFF))
HTTPS, SLASHES = np.frombuffer(b"https", np.uint8), np.frombuffer(b"//", np.uint8)


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
        elif code == SLASH and place > 0 and code_at(text, place - 1) == COLON and is_at(text, place, size, SLASHES):
            if place - 1 >= at:
                begin, behind = scheme_begin(text, max(at, word), place - 1), place + 2
            place += 1
        elif place >= at and begins_path(text, place, size):
            begin = host_begin(text, max(at, word), before_port(text, max(at, word), place))
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
def begins_path(text: Letters, at: Int, size: Int) -> bool:
    """Whether what stands there may follow a host: a slash, or the sign of a query or fragment and more behind it."""
    code = code_at(text, at)
    return bool(code == SLASH or (code in (QUESTION, HASH) and at + 1 < size and text[at + 1] & IS_ALNUM))


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
def before_port(text: Letters, least: Int, end: Int) -> Int:
    """Where a host ends that stands before `end`, with a port or without."""
    begin = end
    while begin > least and 48 <= code_at(text, begin - 1) <= 57:
        begin -= 1
    return begin - 1 if least < begin < end and code_at(text, begin - 1) == COLON else end


@kernel
def host_begin(text: Letters, least: Int, end: Int) -> Int:
    """Where the domain or address begins that ends at `end`, of ASCII or else of any letters; −1: there is none."""
    for any_letter in (False, True):
        begin, label, last, labels = end, 0, 0, 0
        empty, figures, top = False, True, end
        while begin > least:
            letter, code = text[begin - 1], code_at(text, begin - 1)
            if not (among(code, IN_HOST) or (letter & IS_ALNUM and (any_letter or code < 0x80))):
                break
            begin -= 1
            if code == DOT:
                empty, figures = empty or label == 0, figures and label <= LONGEST_FIGURES
                top = top if labels else begin + 1
                label, labels = 0, labels + 1
            else:
                label += 1
                figures = figures and 48 <= code <= 57
                if labels == 0:
                    last = last + 1 if last >= 0 and letter & IS_ALPHA else -1
        if labels == 0 or label == 0 or empty:
            continue
        is_address = figures and labels == DOTS and label <= LONGEST_FIGURES
        if last > 1 or is_address or (end - top > len(PUNYCODE) and is_at(text, top, end, PUNYCODE)):
            return begin
    return -1


@kernel
def url_end(text: Letters, at: Int, size: Int) -> Int:
    """Where a URL ends that goes on at a place: with a host in other letters, and then until words need no spaces."""
    if at < size and code_at(text, at) >= 0x80:
        while at < size:
            code = code_at(text, at)
            if not (text[at] & IS_ALNUM or code == 95 or among(code, IN_HOST)):
                break
            at += 1
    while at < size and code_at(text, at) != SPACE and not needs_no_space(code_at(text, at)):
        at += 1
    return at


@kernel
def needs_no_space(code: Int) -> bool:
    """Whether it is a letter behind which the next word stands at once."""
    for first, last in WITHOUT_SPACES:
        if first <= code <= last:
            return True
    return False
