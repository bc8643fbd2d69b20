"""What a message's body is to detectors: a fingerprint of its template, and whether it opts out or in.

A template is the body in NFKC, case folded, each URL, and each run of digits with the currency sign before it, replaced
by a mark. Bodies in ASCII are read where they stand; all others by the functions at the end, which say the same.
"""

import unicodedata

import numpy as np

from detectors.kernel import Int, kernel
from detectors.messages import IN, NO_OPTION, OUT
from streams.fields import FAIL, code, coded
from streams.number_text import among
from streams.scan import PADDING, Text, hashed

URL, NUMBER = 1, 2  # marks
MARKS = (chr(URL), chr(NUMBER))
DELETE = 127
SPACE, DOLLAR, SLASH, DOT, DASH, COLON, ZERO, NINE = 32, 36, 47, 46, 45, 58, 48, 57
OPENING = np.frombuffer(b"(<[\"'", np.uint8)  # what may stand before a URL
WITHIN = np.frombuffer(b".,:'/-", np.uint8)  # what may stand within a number
PUNCTUATION = np.frombuffer(b"!\"#%&'()*,-./:;?@[\\]_{}", np.uint8)  # of Unicode's categories P
WWW = np.frombuffer(b"www.", np.uint8)
OUT_WORDS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "opt out", "optout")
IN_WORDS = ("start", "unstop")
WORDS = coded(*OUT_WORDS, *IN_WORDS)
LONGEST_WORD = max(map(len, OUT_WORDS))
HEX_DIGITS = 16  # of a fingerprint as text
OUT_ELSEWHERE = frozenset((*OUT_WORDS, "停止", "配信停止"))


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
def is_url(text: Text, at: int, stop: int) -> bool:
    """Whether a word is a URL: with a scheme, with `www.`, or a domain and a slash."""
    while at < stop and among(text[at], OPENING):
        at += 1
    for i in range(at, stop - 2):
        if text[i] == COLON and text[i + 1] == SLASH and text[i + 2] == SLASH:
            return True
    if stop - at >= len(WWW):
        begins = True
        for i in range(len(WWW)):
            begins = begins and lowered(text[at + i]) == WWW[i]
        if begins:
            return True
    label, labels = 0, 0  # letters of the last label, or -1: it has others as well; how many labels are before it
    for i in range(at, stop):
        byte = text[i]
        if byte == SLASH:
            return labels > 0 and label > 1
        if byte == DOT:
            if label == 0:
                return False
            label, labels = 0, labels + 1
        elif is_letter(byte):
            label += label >= 0
        elif is_digit(byte) or byte == DASH:
            label = -1
        else:
            return False
    return False


@kernel
def template_of(text: Text, at: int, length: int, seed: np.uint64) -> Int:
    """The fingerprint of a body in ASCII without escapes; 0: nothing is left of it beside marks."""
    masked = np.zeros(length + PADDING, np.uint8)
    n, stop, says = 0, at + length, False
    while at < stop:
        if text[at] == SPACE:
            at += 1
            continue
        end = at
        while end < stop and text[end] != SPACE:
            end += 1
        if n > 0:
            masked[n] = SPACE
            n += 1
        if is_url(text, at, end):
            masked[n] = URL
            n += 1
            at = end
        while at < end:
            byte = text[at]
            if is_digit(byte):
                while at < end and (
                    is_digit(text[at]) or (at + 1 < end and is_digit(text[at + 1]) and among(text[at], WITHIN))
                ):
                    at += 1
                n -= n > 0 and masked[n - 1] == DOLLAR
                masked[n] = NUMBER
            else:
                masked[n] = lowered(byte)
                says = says or is_letter(byte) or byte == DELETE
                at += 1
            n += 1
    return hashed(masked, 0, n, seed) if says else np.int64(0)


@kernel
def option_of(text: Text, at: int, length: int) -> int:
    """Whether a body in ASCII without escapes is one that opts out, or in again."""
    stop = at + length
    while at < stop and (text[at] == SPACE or among(text[at], PUNCTUATION)):
        at += 1
    while at < stop and (text[stop - 1] == SPACE or among(text[stop - 1], PUNCTUATION)):
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


def template_name(body: str, seed: np.uint64) -> str | None:
    """The fingerprint of any body as text, which `fingerprint_in` reads; None: it has none."""
    mark = fingerprint(body, seed)
    return f"{mark & 0xFFFFFFFFFFFFFFFF:0{HEX_DIGITS}x}" if mark else None


def fingerprint(body: str, seed: np.uint64) -> int:
    """The fingerprint of any body; 0: nothing is left of it beside marks."""
    words = [_masked(word) for word in unicodedata.normalize("NFKC", body).casefold().split()]
    text = " ".join(words)
    if not any(_says(letter) for letter in text):
        return 0
    raw = text.encode("utf-8", "surrogatepass")
    return int(hashed(np.frombuffer(raw + bytes(PADDING), np.uint8), 0, len(raw), seed))


def option(body: str) -> int:
    """Whether any body opts out, or in again."""
    text = unicodedata.normalize("NFKC", body).casefold()
    while text and _is_outside(text[0]):
        text = text[1:]
    while text and _is_outside(text[-1]):
        text = text[:-1]
    return OUT if text in OUT_ELSEWHERE else IN if text in IN_WORDS else NO_OPTION


def _says(letter: str) -> bool:
    """Whether it is neither a mark, nor space, nor punctuation, nor a symbol but for a picture."""
    kind = unicodedata.category(letter)
    return letter not in MARKS and not letter.isspace() and (kind == "So" or kind[0] not in "PZS")


def _is_outside(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter).startswith("P")


def _masked(word: str) -> str:
    """A word without what differs from message to message."""
    if word.isalpha():
        return word
    if _is_url(word.lstrip("(<[\"'")):
        return chr(URL)
    masked, at = list[str](), 0
    while at < len(word):
        if not word[at].isdecimal():
            masked.append(word[at])
            at += 1
            continue
        while at < len(word) and (word[at].isdecimal() or (word[at] in ".,:'/-" and word[at + 1 : at + 2].isdecimal())):
            at += 1
        if masked and unicodedata.category(masked[-1]) == "Sc":
            masked.pop()
        masked.append(chr(NUMBER))
    return "".join(masked)


def _is_url(word: str) -> bool:
    if "://" in word or word.startswith("www."):
        return True
    host, slash, _ = word.partition("/")
    labels = host.split(".")
    return bool(
        slash
        and len(labels) > 1
        and all(label and all(c.isalnum() or c == "-" for c in label) for label in labels)
        and len(labels[-1]) > 1
        and labels[-1].isalpha()
    )
