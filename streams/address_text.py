"""Mail addresses as they stand in records, to what columns have for them, and the domain that a sender claims."""

import unicodedata
from email.utils import getaddresses
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

import numpy as np

from detectors.kernel import Int, kernel
from streams.number_text import keyed
from streams.scan import PADDING, Text, hashed
from streams.template_text import SPACE, lowered

if TYPE_CHECKING:
    from tldextract import TLDExtract


@kernel
def address_of(text: Text, at: int, length: int, seed: np.uint64) -> Int:
    """A keyed hash of an address, never 0: of its text without surrounding spaces, in small letters."""
    stop = at + length
    while at < stop and text[at] == SPACE:
        at += 1
    while at < stop and text[stop - 1] == SPACE:
        stop -= 1
    folded = np.zeros(stop - at + PADDING, np.uint8)
    for i in range(stop - at):
        folded[i] = lowered(text[at + i])
    return keyed(hashed(folded, 0, stop - at, seed), seed)


def address(text: str) -> str:
    """Any address as it is compared: in NFKC, without surrounding space, in small letters.

    >>> address(" Ann＠Mail.Example")
    'ann@mail.example'
    """
    return text.strip(" ").lower() if text.isascii() and text.isprintable() else _folded(text)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


@lru_cache(maxsize=1 << 16)
def sender_domain(header_from: str) -> str | None:
    """The organisational domain of the first address in a `From`; None: it has none.

    >>> sender_domain('"ceo@bank.example" <news@mail.shop.co.uk>'), sender_domain("nobody")
    ('shop.co.uk', None)
    """
    for _, mailbox in getaddresses([header_from]):
        _, at, domain = mailbox.rpartition("@")
        if at and domain:
            return organisational(domain)
    return None


@lru_cache(maxsize=1 << 16)
def organisational(domain: str) -> str:
    """What somebody registered of a domain, by the public suffix list; its last two labels where that knows no suffix.

    >>> organisational("a.b.Example.co.uk."), organisational("a.b.example"), organisational("www.münchen.de")
    ('example.co.uk', 'b.example', 'xn--mnchen-3ya.de')
    """
    name = _ascii(_folded(domain).strip("."))
    if name.startswith("[") or _is_address(name):
        return name
    parts = _suffixes()(name)
    if not parts.suffix:
        return ".".join(name.split(".")[-2:])
    return f"{parts.domain}.{parts.suffix}" if parts.domain else name


def _ascii(name: str) -> str:
    """A name with its labels as DNS has them, where there is such a form of it."""
    try:
        return name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:  # labels too long or empty, or letters that no name may have
        return name


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> "TLDExtract":
    from tldextract import TLDExtract  # noqa: PLC0415 - it loads an HTTP client, which only mail is to wait for

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
