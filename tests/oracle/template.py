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
    >>> template("a.xn--p1ai:8080/x b 192.0.2.1/y") == f"{URL} b {URL}"
    True
    >>> template("ご確認くださいhttp://x.example/1をタップ") == f"ご確認ください{URL}をタップ"
    True
    >>> template("at a.example?u=x or b.example#y or c.example? z") == f"at {URL} or {URL} or c.example? z"
    True
    >>> template("ดูที่ https://x.example/aสินค้าใหม่") == f"ดูที่ {URL}สินค้าใหม่"
    True
    >>> template("на https://x.example/привет да") == f"на {URL} да"
    True
    >>> template("5 % http://x !"), template("")
    (None, None)
    """
    words = unicodedata.normalize("NFKC", body).casefold().split()
    masked = " ".join(_NUMBER.sub(NUMBER, _without_urls(word)) for word in words)
    return None if all(map(_says_nothing, masked)) else masked


def _without_urls(word: str) -> str:
    found = _first_url(word)
    if found is None:
        return word
    begin, end = found
    head = word[:begin].lstrip(OPENING) and word[:begin]
    return head + URL + _without_urls(word[end:])


def _first_url(word: str) -> tuple[int, int] | None:
    """Where a URL begins and ends, before the first letter of a language without spaces."""
    for at in range(len(word)):
        before, behind = word[:at], word[at:]
        if behind.startswith("://"):
            scheme = re.split("[^a-z]", before)[-1]
            web = next((web for web in ("https", "http") if scheme.endswith(web)), scheme)
            return at - len(web), at + 3 + _stretch(behind[3:])
        if behind.startswith("www.") and not re.search("[0-9a-z]$", before):
            return at, at + 4 + _stretch(behind[4:])
        if behind.startswith("/") or re.match(r"[?#][^\W_]", behind):
            named = re.sub(":[0-9]+$", "", before)
            for letters in ("[^0-9a-z.-]", r"[^\w.-]|_"):
                host = re.split(letters, named)[-1]
                if _is_domain(host):
                    return len(named) - len(host), at + 1 + _run(behind[1:])
    return None


def _run(text: str) -> int:
    return len(re.split("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]", text)[0])


def _stretch(text: str) -> int:
    host = "" if text[:1].isascii() else re.split(r"[^\w.-]", text)[0]
    return len(host) + _run(text[len(host) :])


def _is_domain(host: str) -> bool:
    *labels, last = host.split(".")
    if re.fullmatch(r"([0-9]{1,3}\.){3}[0-9]{1,3}", host):
        return True
    is_top = (len(last) >= 2 and last.isalpha()) or bool(re.fullmatch("xn--.+", last))
    return bool(labels) and is_top and all(label and all(map(_is_in_label, label)) for label in labels)


def _is_in_label(letter: str) -> bool:
    return letter == "-" or letter.isalnum()


def _says_nothing(letter: str) -> bool:
    category = unicodedata.category(letter)
    return letter in {URL, NUMBER, " "} or category.startswith("P") or category in {"Sc", "Sk", "Sm"}
