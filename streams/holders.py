"""Who holds what a report names: the number, or the domain of an address or URL."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from detectors.numbers import digits_of
from streams.address_text import organisational
from streams.events import AccountRecord


class Claim(NamedTuple):
    """An account has a subject from `start` on, until `end` (None: open)."""

    account: str
    start: int
    end: int | None

    def holds(self, ts: int) -> bool:
        """Whether it does at a time."""
        return self.start <= ts and (self.end is None or ts < self.end)


class Holders:
    """By what reports name, whose it was and when."""

    def __init__(self) -> None:
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        self._of: dict[str, list[str]] = {}  # by account, under what its claims are

    def put(self, account: str, record: AccountRecord | None) -> None:
        """The account's record is this from now on; None: there is none."""
        for subject in self._of.pop(account, ()):
            self._claims[subject] = [claim for claim in self._claims[subject] if claim.account != account]
        if record is None:
            return
        claims = [
            (key, Claim(account, held.from_ or 0, held.until))
            for held in record.numbers or ()
            if (key := subject_key(held.number))
        ]
        claims += [(key, Claim(account, 0, None)) for domain in record.domains or () if (key := organisational(domain))]
        for subject, claim in claims:
            self._claims[subject].append(claim)
        self._of[account] = [subject for subject, _ in claims]

    def at(self, subject: str | None, ts: int) -> str | None:
        """Whose it was at a time; None: nobody's, or that of several, of whom none may be guessed."""
        key = subject_key(subject) if subject else None
        accounts = {claim.account for claim in self._claims.get(key or "", ()) if claim.holds(ts)}
        return accounts.pop() if len(accounts) == 1 else None

    @classmethod
    def of(cls, records: Iterable[tuple[str, AccountRecord | None]]) -> "Holders":
        """Those that some records tell of."""
        holders = cls()
        for account, record in records:
            holders.put(account, record)
        return holders


def subject_key(subject: str) -> str | None:
    """What a subject is found by: the digits of a number, the organisational domain of an address or URL.

    >>> subject_key("+14155550100"), subject_key("News@Mail.Shop.co.uk"), subject_key("https://a.shop.co.uk/x?y")
    ('+14155550100', 'shop.co.uk', 'shop.co.uk')
    """
    text = subject.strip()
    if (digits := digits_of(text)) is not None:
        return f"+{digits}"
    if "://" in text:
        host = None
        with suppress(ValueError):  # as of an IPv6 address that is none
            host = urlsplit(text).hostname
        return organisational(host) if host else None
    domain = text.rpartition("@")[2]
    return organisational(domain.partition("/")[0]) if "." in domain else None
