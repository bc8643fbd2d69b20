"""What a content model sees of a text: its words as they are commonly written, and not whom or how much it names."""

import re
import unicodedata

LONGEST = 8_000  # letters of a text that are looked at
DIGITS = re.compile(r"\d")
ASCII_DIGITS = str.maketrans("123456789", "000000000")
LINKS = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S*")
SLASH, WEB = "/", "www."  # each link has one of these
TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->|</?[a-z!][^<>]*>", re.DOTALL)
LINK = "\x01"  # where a link stood


def text(body: str | None, subject: str | None) -> str:
    """What a model is given of a message: its subject, where it has one, on a line of its own."""
    return f"{subject}\n{body or ''}" if subject else body or ""


def seen(text: str) -> str:
    r"""A text in NFKC, case folded, one space between words, each digit a 0, without tags, a mark for each link.

    >>> seen("WIN  £1,000 now: https://x.example/abc")
    'win £0,000 now: \x01'
    """
    text = text[:LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    if "<" in text:
        text = TAGS.sub(" ", text)
    text = _without_links(" ".join(text.split()))
    return text.translate(ASCII_DIGITS) if text.isascii() else DIGITS.sub("0", text)


def _without_links(text: str) -> str:
    """A text of words, one space between two, with the mark for each link; it looks only at words that may hold one."""
    kept, at = list[str](), 0
    slash, web = text.find(SLASH), text.find(WEB)
    while slash >= 0 or web >= 0:
        hint = slash if web < 0 or 0 <= slash < web else web
        begin, end = text.rfind(" ", at, hint) + 1 or at, text.find(" ", hint)
        end = len(text) if end < 0 else end
        kept += text[at:begin], LINKS.sub(LINK, text[begin:end])
        at = end
        slash, web = text.find(SLASH, end), text.find(WEB, end)
    return "".join((*kept, text[at:]))
