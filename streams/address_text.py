"""Mail addresses as they stand in records, to what columns have for them, and the domain that a sender claims."""

import re
from email.utils import getaddresses
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

import numpy as np
from idna import IDNAError, uts46_remap

from detectors.kernel import Int, kernel
from streams.normal_text import nfkc
from streams.number_text import keyed
from streams.template_text import SPACE, lowered
from streams.words import PADDING, Text, hashed

if TYPE_CHECKING:
    from tldextract import TLDExtract

LONGEST_LINE, LONGEST_NAME = 998, 253  # of a header, RFC 5322, 2.1.1; of a domain
MOST_COMMENTS = 50
QUOTED, COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"'), re.compile(r"\([^()]*\)")
BRACKETED = re.compile(r"<[^<>]*@([^<>@]*)(?:>|\Z)")  # readers show an address in brackets that nobody closed too
BARE = re.compile(r"\s*[^\s@<>,]+@[^\s@<>,]+\s*,")  # before what is in brackets
DOMAIN = re.compile(r"@\s*([^\s@<>()\[\]\",:;]+)")


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
    return nfkc(nfkc(text).casefold()).strip()


def sender_domain(header_from: str) -> str | None:
    """The organisational domain of the first address in a `From`, of one in brackets where there is; None: it has none.

    >>> sender_domain('"ceo@bank.example" <news@mail.shop.co.uk>'), sender_domain("nobody")
    ('shop.co.uk', None)

    One that is not written as it should be, which readers show all the same, is that of what last looks like one.

    >>> sender_domain('The "Boss <ceo@bank.example>'), sender_domain("ceo＠bank.example")
    ('bank.example', 'bank.example')
    """
    domain = _domain_of_line(header_from) if len(header_from) <= LONGEST_LINE else _last_domain(header_from)
    return None if domain is None else organisational(domain) if len(domain) <= LONGEST_NAME else _short(domain)


@lru_cache(maxsize=1 << 16)
def _domain_of_line(header_from: str) -> str | None:
    """The domain of the first address in a line."""
    if (bracketed := _bracketed(header_from)) is not None:
        return bracketed
    if header_from.count("(") <= MOST_COMMENTS:  # they are read one within the other
        for _, mailbox in getaddresses([header_from]):
            _, at, domain = mailbox.rpartition("@")
            if at and domain:
                return domain
    return _last_domain(header_from)


def _bracketed(header_from: str) -> str | None:
    """The domain in brackets, as a name before them may look like an address; of two with no comma between the last.

    None where there is none, or where a whole address stands before a comma in front of it, which is the first then.
    """
    line, last = QUOTED.sub("", header_from), None
    for _ in range(min(line.count("("), MOST_COMMENTS)):  # they stand one within the other
        line = COMMENT.sub("", line)
    for found in BRACKETED.finditer(line):
        if last is None and BARE.match(line[: found.start()]):
            return None
        if last is not None and "," in line[last.end() : found.start()]:
            break
        last = found
    return last[1].strip() or None if last else None


def _last_domain(header_from: str) -> str | None:
    found = DOMAIN.findall(nfkc(header_from))
    return str(found[-1]) if found else None


def _short(domain: str) -> str:
    """What stands for a name that is longer than any is."""
    return ".".join(_folded(domain).strip(".").split(".")[-2:])


@lru_cache(maxsize=1 << 16)
def organisational(domain: str) -> str:
    """What somebody registered of a domain, by the public suffix list; its last two labels where that knows no suffix.

    >>> organisational("a.b.Example.co.uk."), organisational("a.b.example"), organisational("www.München。de")
    ('example.co.uk', 'b.example', 'xn--mnchen-3ya.de')

    Whoever has a name under one that belongs to a company, and is given out by it, is somebody of their own too.

    >>> organisational("www.ann.github.io"), organisational("github.io")
    ('ann.github.io', 'github.io')
    """
    name = _ascii(domain.strip()).strip(".")
    if name.startswith("[") or _is_address(name):
        return name
    parts = _suffixes()(name)
    if not parts.suffix:
        return ".".join(name.split(".")[-2:])
    return f"{parts.domain}.{parts.suffix}" if parts.domain else name


def _ascii(name: str) -> str:
    """A name with its labels as DNS has them by UTS 46, as browsers do, so that ß is no ss; else in small letters."""
    if name.isascii():
        return name.lower()
    try:
        mapped = uts46_remap(name, std3_rules=False)
    except IDNAError:  # letters that no name may have
        return _folded(name)
    labels = [label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in mapped.split(".")]
    return ".".join(labels)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> "TLDExtract":
    from tldextract import TLDExtract  # noqa: PLC0415 - it loads an HTTP client, which only mail is to wait for

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
