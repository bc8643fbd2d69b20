"""What a message's body is to detectors, whatever it is written in: as `streams/template_text.py` has it of ASCII."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np

from detectors.messages import IN, NO_OPTION, OUT
from streams.letter_table import speaks
from streams.normal_text import nfkc
from streams.template_text import (
    BEFORE_URLS,
    DOTS,
    IN_WORDS,
    LONGEST_FIGURES,
    NUMBER,
    OUT_WORDS,
    URL,
    hash_of,
    template,
)
from streams.words import PADDING, Text

OUT_ELSEWHERE = frozenset((*OUT_WORDS, "停止", "配信停止"))
SCHEME, WEB = "://", "www."
HINTS = re.compile(r"://|/|(?<![0-9a-z])www\.|[?#](?=[^\W_])")  # each URL has one of these
DIGITS, XN = frozenset("0123456789"), "xn--"
REST_OF_URL = re.compile(
    r"(?:(?=[^\x00-\x7f])[\w.-]+)?[^ \u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]*"
)  # behind that
NUMBERS = re.compile(r"\d\d*(?:[.,:'/-]\d+)*")  # a class at the beginning is looked for much faster than a repeat


def fingerprint(body: str, seed: np.uint64, kernels: Any = None) -> int:  # noqa: ANN401 - a generated module
    """The fingerprint of any body; 0: nothing is left of it beside marks. `kernels`: those of here, compiled ahead."""
    if not body.isascii():
        return elsewhere(body, seed, kernels)
    raw = body.encode()
    return int((kernels.template if kernels else template)(padded(raw), len(raw), seed))


def elsewhere(body: str, seed: np.uint64, kernels: Any = None) -> int:  # noqa: ANN401 - as above
    """The same by way of any text."""
    text = masked(body)
    if not any(map(speaks, text)):
        return 0
    raw = text.encode("utf-8", "surrogatepass")
    return int((kernels.hash_of if kernels else hash_of)(padded(raw), len(raw), seed))


def padded(raw: bytes) -> Text:
    """A text as kernels take it."""
    return np.frombuffer(raw + bytes(PADDING), np.uint8)


def masked(body: str) -> str:
    """A body without what differs from message to message; it looks only at numbers and at words that may be URLs."""
    text = _without_urls(" ".join(nfkc(body).casefold().split()))
    kept, at = list[str](), 0
    for number in NUMBERS.finditer(text):
        begin = number.start()
        has_sign = begin > at and unicodedata.category(text[begin - 1]) == "Sc"
        kept += text[at : begin - has_sign], chr(NUMBER)
        at = number.end()
    return "".join((*kept, text[at:]))


def option(body: str) -> int:
    """Whether any body opts out, or in again."""
    text = nfkc(body).casefold()
    begin, end = 0, len(text)
    while begin < end and _is_outside(text[begin]):
        begin += 1
    while begin < end and _is_outside(text[end - 1]):
        end -= 1
    word = text[begin:end]
    return OUT if word in OUT_ELSEWHERE else IN if word in IN_WORDS else NO_OPTION


def _without_urls(text: str) -> str:
    """A text of words, one space between two, with a mark for each URL.

    It ends before a space or a letter of a language that has none between words, as such text goes on behind it.
    """
    kept, at, word, looked = list[str](), 0, 0, 0  # `word`: where what is left of it begins
    for found in HINTS.finditer(text):
        place, hint = found.start(), found[0]
        if place < at:
            continue
        word, looked = max(at, word, text.rfind(" ", looked, place) + 1), place
        begin = _begin(text, word, place, hint)
        if begin < 0:
            continue
        if not text[word:begin].strip(BEFORE_URLS):
            begin = word
        kept += text[at:begin], chr(URL)
        rest = REST_OF_URL.match(text, found.end() if hint in {SCHEME, WEB} else place)
        at = rest.end() if rest else place + len(hint)
    return "".join((*kept, text[at:]))


def _begin(text: str, word: int, end: int, hint: str) -> int:
    """Where a URL begins, at `word` or behind, of which a hint was found at `end`; −1: it is none."""
    if hint == WEB:
        return end
    if hint == SCHEME:
        begin = _back(text, word, end, _is_letter)
        web = next((web for web in ("https", "http") if text.endswith(web, begin, end)), text[begin:end])
        return end - len(web)
    end = _before_port(text, word, end)
    for within in (_in_host, _in_any_host):
        begin = _back(text, word, end, within)
        if _is_domain(text[begin:end]):
            return begin
    return -1


def _is_letter(letter: str) -> bool:
    return "a" <= letter <= "z"


def _in_host(letter: str) -> bool:
    return letter.isascii() and _in_any_host(letter)


def _in_any_host(letter: str) -> bool:
    return letter.isalnum() or letter in ".-"


def _back(text: str, least: int, end: int, within: Callable[[str], bool]) -> int:
    while end > least and within(text[end - 1]):
        end -= 1
    return end


def _before_port(text: str, least: int, end: int) -> int:
    begin = _back(text, least, end, DIGITS.__contains__)
    return begin - 1 if least < begin < end and text[begin - 1] == ":" else end


def _is_domain(host: str) -> bool:
    labels = host.split(".")
    if len(labels) < 2 or not all(labels):  # noqa: PLR2004 - a name and what it is under
        return False
    top = labels[-1]
    if len(top) > 1 and (top.isalpha() or (top.startswith(XN) and top != XN)):
        return True
    return len(labels) == DOTS + 1 and all(
        len(label) <= LONGEST_FIGURES and DIGITS.issuperset(label) for label in labels
    )


def _is_outside(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter).startswith("P")
