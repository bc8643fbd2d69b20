"""Whose address a mail goes to, and which domain stands in `From`."""

import re
import unicodedata

# Of the public suffix list those that the traffic has; where none fits, an organisation has the last two labels.
SUFFIXES = frozenset({"com", "de", "jp", "co.jp", "org", "uk", "co.uk"})

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAMED = re.compile(r"[^<>]*(?:<[^<>]*>[^<>,]*)*<([^<>]*)>")
_NUMERIC = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")


def address(text: str) -> str:
    r"""An address as it is compared: in NFKC, whatever its case, without surrounding space.

    >>> address(" Ann＠Mail.Example\t") == address("ann@mail.example")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def shown_domain(header_from: str | None) -> str | None:
    """The organisational domain of the first address in a `From`; None where it has none.

    >>> [shown_domain(text) for text in ('"a@b.com" <x@mail.C.co.uk>', "x@c.de, y@d.de", "Name", "x@", None)]
    ['c.co.uk', 'c.de', None, None, None]
    >>> [shown_domain(text) for text in ("a@b.com, C <x@c.de>", "C, A <x@c.de>", "(x (y) <a@b.com>) x@c.de")]
    ['b.com', 'c.de', 'c.de']
    >>> [shown_domain(text) for text in ("a@b.com via C <x@c.de>", "<a@b.com> <x@c.de>", "A <x@c.de>, B <y@d.de>")]
    ['c.de', 'c.de', 'c.de']
    """
    line = _QUOTED.sub("", header_from or "")
    while line != (line := re.sub(r"\([^()]*\)", "", line)):
        pass
    named = None if re.match(r"\s*[^\s@<>,]+@[^\s@<>,]+\s*,", line) else _NAMED.match(line)
    mailbox = named[1] if named else line.split(",")[0]
    _, at, domain = mailbox.strip().rpartition("@")
    return organisational(domain) if at and domain else None


def organisational(domain: str) -> str:
    """What somebody registered of a domain: a public suffix and one label more.

    >>> [organisational(name) for name in ("a.b.C.co.uk.", "a.b.example", "co.uk", "localhost", "10.0.0.1")]
    ['c.co.uk', 'b.example', 'co.uk', 'localhost', '10.0.0.1']
    >>> organisational("www.münchen.de") == organisational("XN--MNCHEN-3YA.de")
    True
    """
    name = address(domain).strip(".")
    if _NUMERIC.fullmatch(name):
        return name
    labels = [label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in name.split(".")]
    for place in range(len(labels)):
        if ".".join(labels[place:]) in SUFFIXES:
            return ".".join(labels[max(place - 1, 0) :])
    return ".".join(labels[-2:])
