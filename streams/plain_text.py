"""Texts of customers' as terminals may show them."""


def plain(text: str) -> str:
    r"""The text without what could steer a terminal: customers choose account names.

    >>> plain("acme\x1b[2J")
    'acme\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
