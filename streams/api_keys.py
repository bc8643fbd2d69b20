"""Which accounts use an API key on which days, to what each that shares one has to know. Pure; no clock.

Uses are a set that only grows, so neither repeated nor overtaken records change who is told. Ticks say what is over.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from detectors.account.key_misuse import SEVERAL
from detectors.spans import DAY
from detectors.totals import KEPT
from streams.complete import PAGE, Complete, Ticks
from streams.identity import identity

LONGEST = 128  # characters of a key, as of an id; a hash stands for a longer one
DAYS = KEPT // DAY


class KeyUse(msgspec.Struct, frozen=True, tag_field="kind", tag="key"):
    """An account used a key on the UTC day that begins at `day`; a record of `ringfence.keys`.

    `ts` is the event's by which that became known; both Unix milliseconds.
    """

    key: str
    account: str
    day: int
    ts: int


class Shared(msgspec.Struct, frozen=True, tag_field="kind", tag="shared"):
    """An account and others, `accounts` in all by `ts`, used a key on that day; a record of `ringfence.totals`."""

    account: str
    key: str
    day: int
    ts: int
    accounts: int


class Uses(NamedTuple):
    """Who used a key: by account a bit a day, the lowest for `newest`, which counts days since 1970."""

    newest: int
    days: dict[str, int]


def named(key: str) -> str:
    """A key as it is told on.

    >>> named("k" * 128) == "k" * 128, len(named("k" * 129))
    (True, 32)
    """
    return key if len(key) <= LONGEST else identity(key)


class ApiKeys:
    """The keys of one of so many partitions.

    What lies back 62 days from the last tick of all of them, or from the key's newest day, is out of mind.
    """

    def __init__(self, partitions: int = 1) -> None:
        self.uses: dict[str, Uses] = {}
        self.ticks = Ticks(range(partitions))
        self._over = 0  # days below are out of mind
        self._touched: dict[str, None] = {}

    def take(self, one: KeyUse | Complete) -> list[Shared]:
        """Who shares a key from now on: the first two at once, and then whoever comes."""
        if isinstance(one, KeyUse):
            return self._use(one)
        self.complete(one)
        return []

    def complete(self, mark: Complete) -> None:
        """Forgets what cannot matter once every partition has told all up to a tick."""
        self._touched[PAGE] = None
        over = self.ticks.note(mark) // DAY - DAYS + 1
        if over > self._over:
            self._over = over
            for key in [key for key, uses in self.uses.items() if uses.newest < over]:
                del self.uses[key]
                self._touched[page_of(key)] = None

    def _use(self, use: KeyUse) -> list[Shared]:
        day = use.day // DAY
        newest, days = self.uses.get(use.key, Uses(day, {}))
        if day > newest:
            shifted = {account: bits << (day - newest) & (1 << DAYS) - 1 for account, bits in days.items()}
            newest, days = day, {account: bits for account, bits in shifted.items() if bits}
        bit = 1 << newest - day
        if newest - day >= DAYS or day < self._over or days.get(use.account, 0) & bit:
            return []
        days[use.account] = days.get(use.account, 0) | bit
        self.uses[use.key] = Uses(newest, days)
        self._touched[page_of(use.key)] = None
        sharing = [account for account, bits in days.items() if bits & bit]
        told = sharing if len(sharing) == SEVERAL else [use.account] if len(sharing) > SEVERAL else []
        return [Shared(account, use.key, use.day, use.ts, len(sharing)) for account in told]

    def forget(self, account: str) -> None:
        """Has it that an account never used a key."""
        for uses in self.uses.values():
            uses.days.pop(account, None)
        self.uses = {key: uses for key, uses in self.uses.items() if uses.days}

    def know(self, key: str, uses: Uses) -> None:
        """Takes over who used a key."""
        self.uses[key] = uses

    def touched(self) -> Iterable[str]:
        """What has changed since this was last asked: keys, each on a page, and the ticks."""
        touched, self._touched = list(self._touched), {}
        return touched


def page_of(key: str) -> str:
    """The page of a key."""
    return f"key/{key}"
