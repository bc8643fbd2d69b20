"""What a message's body is to detectors: a fingerprint of its template, and whether it opts out or in.

A template is the body in NFKC, case folded, each URL, and each run of digits with the currency sign before it, replaced
by a mark. This is for bodies in ASCII, as bytes; `streams/body_text.py` says the same of any text.
"""

import numpy as np

from detectors.kernel import Int, kernel
from detectors.messages import IN, NO_OPTION, OUT
from streams.fields import FAIL, code, coded
from streams.number_text import among, begins_with
from streams.words import PADDING, Text, hashed

URL, NUMBER = 1, 2  # marks
BEFORE_URLS = "(<[\"'"
DELETE = 127
SPACE, DOLLAR, SLASH, DOT, COLON, ZERO, NINE, HASH, QUESTION = 32, 36, 47, 46, 58, 48, 57, 35, 63
OPENING = np.frombuffer(BEFORE_URLS.encode(), np.uint8)
WITHIN = np.frombuffer(b".,:'/-", np.uint8)  # what may stand within a number
PUNCTUATION = np.frombuffer(b"!\"#%&'()*,-./:;?@[\\]_{}", np.uint8)  # of Unicode's categories P
WWW, HTTP, HTTPS = (np.frombuffer(s, np.uint8) for s in (b"www.", b"http", b"https"))
IN_HOST = np.frombuffer(b".-", np.uint8)
PUNYCODE = np.frombuffer(b"xn--", np.uint8)  # how a top-level domain in other letters begins
DOTS, LONGEST_FIGURES = 3, 3  # of an address: dots, and digits between two
OUT_WORDS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "opt out", "optout")
IN_WORDS = ("start", "unstop")
WORDS = coded(*OUT_WORDS, *IN_WORDS)
LONGEST_WORD = max(map(len, OUT_WORDS))
HEX_DIGITS = 16  # of a fingerprint as text


@kernel
def lowered(byte: int) -> int:
    """A letter as a small one; all else as it is."""
    return byte + 32 if 65 <= byte <= 90 else byte


@kernel
def is_letter(byte: int) -> bool:
    """Whether a byte is a letter of ASCII."""
    return 97 <= lowered(byte) <= 122


@kernel
def is_digit(byte: int) -> bool:
    """Whether a byte is a digit."""
    return ZERO <= byte <= NINE


@kernel
def in_word(byte: int) -> bool:
    """Whether a byte is a letter or a digit."""
    return is_letter(byte) or is_digit(byte)


@kernel
def is_space(byte: int) -> bool:
    """Whether a byte is one of ASCII's spaces, as Python has them."""
    return byte == SPACE or 9 <= byte <= 13 or 28 <= byte <= 31


@kernel
def only_opens(text: Text, at: int, stop: int) -> bool:
    """Whether nothing is there but brackets and quotes that open."""
    while at < stop and among(text[at], OPENING):
        at += 1
    return at == stop


@kernel
def scheme_begin(text: Text, at: int, stop: int) -> int:
    """Where the scheme begins that ends at `stop`: letters, of which those before `http` or `https` are none of it."""
    begin = stop
    while begin > at and is_letter(text[begin - 1]):
        begin -= 1
    for web in (HTTPS, HTTP):
        if stop - begin > len(web) and begins_with(text, stop - len(web), len(web), web):
            return stop - len(web)
    return begin


@kernel
def before_port(text: Text, at: int, stop: int) -> int:
    """Where a host ends that stands before `stop`, with a port or without."""
    begin = stop
    while begin > at and is_digit(text[begin - 1]):
        begin -= 1
    return begin - 1 if at < begin < stop and text[begin - 1] == COLON else stop


@kernel
def domain_begin(text: Text, at: int, stop: int) -> int:
    """Where the domain or address begins that ends at `stop`, not before `at`; `stop`: what stands there is none."""
    begin, label, last, labels, figures, top = stop, 0, 0, 0, True, stop
    while begin > at and (in_word(text[begin - 1]) or among(text[begin - 1], IN_HOST)):
        begin -= 1
        if text[begin] == DOT:
            if label == 0:
                return stop
            figures = figures and label <= LONGEST_FIGURES
            top = top if labels else begin + 1
            label, labels = 0, labels + 1
        else:
            label += 1
            figures = figures and is_digit(text[begin])
            if labels == 0:
                last = last + 1 if last >= 0 and is_letter(text[begin]) else -1
    if labels == 0 or label == 0:
        return stop
    is_address = figures and labels == DOTS and label <= LONGEST_FIGURES
    return begin if last > 1 or is_address or is_punycode(text, top, stop) else stop


@kernel
def is_punycode(text: Text, at: int, stop: int) -> bool:
    """Whether a label is one of other letters, in the form that domains have."""
    if stop - at <= len(PUNYCODE):
        return False
    for i in range(len(PUNYCODE)):
        if lowered(text[at + i]) != PUNYCODE[i]:
            return False
    return True


@kernel
def is_www(text: Text, at: int, stop: int) -> bool:
    """Whether `www.` stands there, in either case."""
    if stop - at < len(WWW):
        return False
    for i in range(len(WWW)):
        if lowered(text[at + i]) != WWW[i]:
            return False
    return True


@kernel
def url_begin(text: Text, at: int, stop: int) -> int:
    """Where in a word a URL begins, `stop`: nowhere. With a scheme, with `www.`, or a host and what is behind it."""
    for i in range(at, stop):
        byte = text[i]
        if byte == COLON and i + 2 < stop and text[i + 1] == SLASH and text[i + 2] == SLASH:
            return scheme_begin(text, at, i)
        if is_www(text, i, stop) and (i == at or not in_word(text[i - 1])):
            return i
        if byte == SLASH or (byte in (QUESTION, HASH) and i + 1 < stop and in_word(text[i + 1])):
            end = before_port(text, at, i)
            begin = domain_begin(text, at, end)
            if begin < end:
                return begin
    return stop


@kernel
def template_of(text: Text, at: int, length: int, seed: np.uint64) -> Int:
    """The fingerprint of a body in ASCII without escapes; 0: nothing is left of it beside marks."""
    kept = np.zeros(length + PADDING, np.uint8)
    n, stop, speaks = 0, at + length, False
    while at < stop:
        if is_space(text[at]):
            at += 1
            continue
        end = at
        while end < stop and not is_space(text[end]):
            end += 1
        if n > 0:
            kept[n] = SPACE
            n += 1
        url = url_begin(text, at, end)
        if url < end and only_opens(text, at, url):
            at = url
        while at < url:
            byte = text[at]
            if is_digit(byte):
                while at < url and (
                    is_digit(text[at]) or (at + 1 < url and is_digit(text[at + 1]) and among(text[at], WITHIN))
                ):
                    at += 1
                n -= n > 0 and kept[n - 1] == DOLLAR
                kept[n] = NUMBER
            else:
                kept[n] = lowered(byte)
                speaks = (
                    speaks or is_letter(byte) or byte == DELETE or (byte < SPACE and byte != URL and byte != NUMBER)
                )
                at += 1
            n += 1
        if url < end:
            kept[n] = URL
            n += 1
            at = end
    return hashed(kept, 0, n, seed) if speaks else np.int64(0)


@kernel
def option_of(text: Text, at: int, length: int) -> int:
    """Whether a body in ASCII without escapes is one that opts out, or in again."""
    stop = at + length
    while at < stop and (is_space(text[at]) or among(text[at], PUNCTUATION)):
        at += 1
    while at < stop and (is_space(text[stop - 1]) or among(text[stop - 1], PUNCTUATION)):
        stop -= 1
    if stop - at > LONGEST_WORD:
        return NO_OPTION
    word = np.zeros(PADDING + LONGEST_WORD, np.uint8)
    for i in range(stop - at):
        word[i] = lowered(text[at + i])
    found = code(word, 0, stop - at, WORDS)
    if found == FAIL:
        return NO_OPTION
    return OUT if found < len(OUT_WORDS) else IN


@kernel
def fingerprint_in(text: Text, at: int, length: int, seed: np.uint64) -> Int:
    """A template as the platform names it: a fingerprint as ours, or a hash of any other name; 0: an empty one."""
    value = np.uint64(0)
    for i in range(at, at + length):
        byte = text[i]
        digit = byte - 48 if 48 <= byte <= 57 else byte - 87 if 97 <= byte <= 102 else -1
        if length != HEX_DIGITS or digit < 0:
            return hashed(text, at, length, seed)
        value = (value << np.uint64(4)) | np.uint64(digit)
    return np.int64(value)


@kernel
def template(text: Text, length: int, seed: np.uint64) -> Int:
    """The fingerprint of the body in text[:length], in ASCII."""
    return template_of(text, 0, length, seed)


@kernel
def hash_of(text: Text, length: int, seed: np.uint64) -> Int:
    """The hash of text[:length]."""
    return hashed(text, 0, length, seed)
