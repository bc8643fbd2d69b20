"""Which accounts send one text on a day, and who has evidence against it, to what each of them has to know. Pure.

What is known of an account and a text is a set of bits that only grows, so neither repeated nor overtaken records
change who is told what in the end. What ticks show to be over is forgotten: then all partitions have told what they
had of that day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from detectors.campaign.cross_account import MANY
from detectors.spans import DAY
from detectors.texts import AGAINST, FROM_UNREGISTERED, SENT
from detectors.totals import KEPT
from streams.complete import PAGE, Complete, Ticks
from streams.crowds import LATER, NEVER, REPORTED, Crowd, Part, is_evident
from streams.pairing import NEAR, Fired, near

BUCKETS = 3  # hexadecimal digits of a fingerprint by which texts are kept together
FEW_FOR = 2  # days for which texts of few accounts are kept: their own, and the next, on which some may come late
MANY_FOR = NEAR // DAY + 2  # those of many, for reports

Place = tuple[int, str]  # the day, since 1970, and the bucket of texts that are kept together


class Text(NamedTuple):
    """What an account did with a text on the UTC day that begins at `day`, by the event at `ts`: bits of `texts`.

    `text` is its stream and fingerprint.
    """

    text: str
    account: str
    day: int
    ts: int
    bits: int

    @property
    def bucket(self) -> str:
        """By what it is gathered, with others."""
        return self.text.rpartition("/")[2][:BUCKETS]


class Texts(msgspec.Struct, frozen=True, tag_field="kind", tag="texts"):
    """What accounts did with texts; a record of `ringfence.templates`."""

    texts: tuple[Text, ...]


class Member(msgspec.Struct, frozen=True, tag_field="kind", tag="member"):
    """An account sent a text on a day, as `accounts` did, of whom `evident` have evidence; of `ringfence.totals`.

    `against`: it is one of those. `unregistered`: from senders that are not registered.
    """

    account: str
    text: str
    day: int
    ts: int
    accounts: int
    evident: int
    against: bool
    unregistered: bool


class Campaigns:
    """The texts of one partition, which hears of so many partitions when all that they sent has been told.

    By its ticks, texts of few accounts are out of mind on the day after the next, those of many a week later, for
    reports.
    """

    def __init__(self, partitions: int = 1) -> None:
        self.crowds: dict[Place, dict[str, Crowd]] = {}
        self.fired: dict[str, list[int]] = {}  # by account, when reports fired that are evidence
        self._large: dict[str, set[tuple[Place, str]]] = defaultdict(set)  # by account, where it is one of many
        self.ticks = Ticks(range(partitions))
        self._told_until = 0  # the day of the tick up to which all partitions have told all
        self._touched: dict[str, None] = {}

    def take(self, record: Texts | Fired | Complete) -> list[Member]:
        """Whom it concerns that this is known."""
        match record:
            case Texts():
                return [member for text in record.texts for member in self._note(text)]
            case Fired():
                return self._fire(record.account, record.alert.ts)
            case Complete():
                self.complete(record)
                return []

    def complete(self, mark: Complete) -> None:
        """Notes that a partition has told all up to a tick."""
        self._touched[PAGE] = None
        day = self.ticks.note(mark) // DAY
        if day > self._told_until:
            self._told_until = day
            self._forget()

    def know(self, place: Place, texts: Mapping[str, Mapping[str, Part]]) -> None:
        """Takes over the texts that are kept in a place; who is found by now has been told."""
        for text, parts in texts.items():
            crowd = self.crowds.setdefault(place, {}).setdefault(text, Crowd())
            for account, part in parts.items():
                crowd.add(account, part.bits, part.since)
            self._tell(place, text, parts, 0)

    def know_fired(self, account: str, times: Iterable[int]) -> None:
        """Takes over when reports about an account fired."""
        self.fired[account] = list(times)

    def forget(self, account: str) -> None:
        """Has it that an account never sent a text, and that nobody ever reported it."""
        self.fired.pop(account, None)
        self._large.pop(account, None)
        for place, crowds in list(self.crowds.items()):
            for crowd in crowds.values():
                crowd.leave(account)
            self.crowds[place] = {text: crowd for text, crowd in crowds.items() if crowd.parts}
            if not self.crowds[place]:
                del self.crowds[place]

    def touched(self) -> Iterable[str]:
        """What has changed since this was last asked: places, accounts about which reports fired, the ticks."""
        touched, self._touched = list(self._touched), {}
        return touched

    def _note(self, text: Text) -> list[Member]:
        day = text.day // DAY
        told = self._add((day, text.bucket), text, text.bits, text.ts if text.bits & SENT else NEVER)
        if text.bits & AGAINST:
            told += self._add((day - 1, text.bucket), text, LATER, NEVER)
        return told

    def _add(self, place: Place, text: Text, bits: int, since: int) -> list[Member]:
        crowd = self.crowds.get(place, {}).get(text.text) or Crowd()
        if self._is_over(place[0], crowd):
            return []
        self.crowds.setdefault(place, {})[text.text] = crowd
        if not crowd.add(text.account, bits, since):
            return []
        self._touched[page_of(place)] = None
        return self._tell(place, text.text, [text.account], text.ts)

    def _fire(self, account: str, ts: int) -> list[Member]:
        times = self.fired.setdefault(account, [])
        if ts in times:
            return []
        newest = max([ts, *times])
        self.fired[account] = [time for time in (*times, ts) if time > newest - KEPT]
        self._touched[f"fired/{account}"] = None
        return [
            member
            for place, text in sorted(self._large.get(account, ()))
            for member in self._tell(place, text, [account], ts)
        ]

    def _tell(self, place: Place, text: str, changed: Iterable[str], ts: int) -> list[Member]:
        """Tells those of whom something has changed, or all where the text is found by that."""
        crowd = self.crowds[place][text]
        if crowd.sent < MANY:
            return []
        if not crowd.is_large:
            crowd.is_large, changed = True, crowd.parts
        for account in changed:
            self._large[account].add((place, text))
            since = crowd.parts[account].since
            if any(near(since, time) for time in self.fired.get(account, ())) and crowd.add(account, REPORTED, NEVER):
                self._touched[page_of(place)] = None
        if not crowd.evident:
            return []
        if not crowd.is_found:
            crowd.is_found, changed = True, crowd.parts
        told = [account for account in changed if crowd.parts[account].tell()]
        return [self._member(place, text, account, ts) for account in told]

    def _member(self, place: Place, text: str, account: str, ts: int) -> Member:
        crowd = self.crowds[place][text]
        bits = crowd.parts[account].bits
        return Member(
            account=account,
            text=text,
            day=place[0] * DAY,
            ts=ts,
            accounts=crowd.sent,
            evident=crowd.evident,
            against=is_evident(bits),
            unregistered=bits & FROM_UNREGISTERED > 0,
        )

    def _is_over(self, day: int, crowd: Crowd) -> bool:
        """Whether nothing more can come of a text on a day."""
        return day <= self._told_until - (MANY_FOR if crowd.is_large else FEW_FOR)

    def _forget(self) -> None:
        for place, crowds in list(self.crowds.items()):
            over = [text for text, crowd in crowds.items() if self._is_over(place[0], crowd)]
            for text in over:
                for account in crowds.pop(text).parts:
                    self._large[account].discard((place, text))
            if over:
                self._touched[page_of(place)] = None
            if not crowds:
                del self.crowds[place]
        self._large = defaultdict(set, {account: places for account, places in self._large.items() if places})
        since = (self._told_until - MANY_FOR) * DAY - NEAR
        for account in [account for account, times in self.fired.items() if max(times) < since]:
            del self.fired[account]
            self._touched[f"fired/{account}"] = None


def page_of(place: Place) -> str:
    """The page on which the texts of a place are kept."""
    return f"{place[0]}/{place[1]}"
