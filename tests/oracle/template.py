"""What stays the same of a text that is sent to many."""

import re
import sys
import unicodedata

URL, NUMBER = "\ufffe", "\uffff"  # not characters, so no text has them
OPENING = "(<[\"'"

_CURRENCY = "".join(sign for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign) == "Sc")
_NUMBER = re.compile(rf"[{re.escape(_CURRENCY)}]?\d+(?:[.,:'/-]\d+)*")


def template(body: str) -> str | None:
    r"""The text with its numbers and URLs masked; None where nothing else is left.

    >>> template("Call 555-0100 ") == template("CALL\t$1,000.00") == f"call {NUMBER}"
    True
    >>> template("see (www.shop.example/1?a=2)") == template("see http://x") == f"see {URL}"
    True
    >>> template("x.example/a b.2/a x.example") == f"{URL} b.{NUMBER}/a x.example"
    True
    >>> template("5 % http://x !"), template("")
    (None, None)
    """
    words = unicodedata.normalize("NFKC", body).casefold().split()
    masked = " ".join(URL if _is_url(word) else _NUMBER.sub(NUMBER, word) for word in words)
    return None if all(map(_says_nothing, masked)) else masked


def _is_url(word: str) -> bool:
    inner = word.lstrip(OPENING)
    host, slash, _ = inner.partition("/")
    return "://" in inner or inner.startswith("www.") or (slash == "/" and _is_domain(host))


def _is_domain(host: str) -> bool:
    *labels, last = host.split(".")
    is_top = len(last) >= 2 and last.isalpha()
    return bool(labels) and is_top and all(label and all(map(_is_in_label, label)) for label in labels)


def _is_in_label(letter: str) -> bool:
    return letter == "-" or letter.isalnum()


def _says_nothing(letter: str) -> bool:
    category = unicodedata.category(letter)
    return letter in {URL, NUMBER, " "} or category.startswith("P") or category in {"Sc", "Sk", "Sm"}
