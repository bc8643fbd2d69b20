"""By which record of an account a shard judges it, and from which event on.

Facts have no order of their own among events: they count from where the shard first used them, and that is written
down. What is read again is judged by what was written down then, whatever the platform has come to know since.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from streams.facts import Accounts, Facts, FirstUse
from streams.standing import Standing, extended

NEVER = -1


class Recorded:
    """First uses that were written down, by account in their order."""

    def __init__(self, uses: Mapping[str, Iterable[FirstUse]], known: Accounts) -> None:
        self.uses = {account: sorted(own, key=lambda use: use.at) for account, own in uses.items()}
        self.known = known
        self._from: dict[int, list[str]] = {}  # by offset, whose record was another from there on
        for account, own in self.uses.items():
            for use in own:
                self._from.setdefault(use.at, []).append(account)
        self._offsets = sorted(self._from)

    def at(self, account: str, offset: int) -> Facts | None:
        """What the account was judged by at an offset; None: nothing."""
        own = self.uses.get(account, [])
        place = bisect_right(own, offset, key=lambda use: use.at)
        used = own[place - 1].accounts_offset if place else own[0].before if own else None
        return None if used is None else self.known.as_of(account, used)

    def since(self, offset: int) -> list[str]:
        """The accounts that were judged by another record from an offset on."""
        return self._from.get(offset, [])

    def changes(self, begin: int, end: int) -> list[int]:
        """The offsets, begin < offset < end, from which on an account was judged by another record."""
        return self._offsets[bisect_right(self._offsets, begin) : bisect_left(self._offsets, end)]


class FactsInUse:
    """The facts that a shard's accounts are judged by. `recorded`: while events are read again, those of then."""

    def __init__(self, known: Accounts, standing: Standing) -> None:
        self.known, self.standing = known, standing
        self.recorded: Recorded | None = None
        self._read = 0  # how many account records the shard has heard of
        self._used = np.zeros(0, np.int64)  # by slot, the offset of the account's record

    def add(self, start: int, stop: int) -> None:
        """Makes room for accounts that are new."""
        self.standing.add(start, stop)
        self._used = extended(self._used, stop)
        self._used[start:stop] = NEVER

    def forget(self, slots: Sequence[int]) -> None:
        """Has nothing in use of accounts that are gone."""
        self._used[slots] = NEVER
        for slot in slots:
            self.standing.apply(slot, None)

    def use(self, slot: int, facts: Facts | None) -> bool:
        """Judges an account by a record from now on; False: it was judged by that already."""
        if facts is None or self._used[slot] == facts.offset:
            return False
        self._used[slot] = facts.offset
        self.standing.apply(slot, facts.record)
        return True

    def begin(
        self, newcomers: Sequence[tuple[int, int]], first: int, slots: Mapping[str, int], names: Sequence[str]
    ) -> list[FirstUse]:
        """Uses the records that are new, from an offset on or where an account begins; says which it had not used.

        `newcomers` are slots and where they begin, `first` is the first offset of the events that are to be judged.
        """
        begins = dict(newcomers)
        if self.recorded is not None:
            begins |= {slots[account]: first for account in self.recorded.since(first) if account in slots}
            for slot, at in begins.items():
                self.use(slot, self.recorded.at(names[slot], at))
            return []
        for account in self.known.since(self._read):
            if account in slots:
                begins.setdefault(slots[account], first)
        self._read = self.known.read
        uses = []
        for slot, at in begins.items():
            facts = self.known.latest.get(names[slot])
            before = int(self._used[slot])
            if facts is not None and self.use(slot, facts):
                uses.append(FirstUse(names[slot], facts.offset, at, None if before == NEVER else before))
        return uses
