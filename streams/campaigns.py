"""Which accounts send one text on a day, and who has evidence against it, to what each of them has to know. Pure.

What is known of an account and a text is a set of bits that only grows, so neither repeated nor overtaken records
change who is told what in the end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from detectors.campaign.cross_account import MANY
from detectors.spans import DAY
from detectors.texts import AGAINST, FROM_UNREGISTERED, SENT
from detectors.totals import KEPT
from streams.pairing import Fired, near

LATER, REPORTED = 8, 16  # further bits: evidence on the day after, reports near to when it was sent
EVIDENCE = AGAINST | LATER | REPORTED
NEVER = 1 << 62
BUCKETS = 3  # hexadecimal digits of a fingerprint by which texts are kept together

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
    def place(self) -> Place:
        """Where it is kept."""
        return self.day // DAY, self.text.rpartition("/")[2][:BUCKETS]


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


class Part(msgspec.Struct, array_like=True):
    """An account's part in a text: its bits, when it first sent it, and which bits it has been told of."""

    bits: int = 0
    since: int = NEVER
    told: int = 0

    def tell(self) -> bool:
        """Whether the account has to be told something; from now on it has been."""
        before, self.told = self.told, self.bits if self.bits & SENT else 0
        return self.told != before


class Crowd:
    """The accounts of a text on a day; how many of them sent it, and how many of those have evidence.

    `is_large`: there are enough of them; `is_found`: and they have been told so.
    """

    __slots__ = ("evident", "is_found", "is_large", "parts", "sent")

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self.sent = self.evident = 0
        self.is_large = self.is_found = False

    def add(self, account: str, bits: int, since: int) -> bool:
        """Adds bits of an account; False: that is nothing new."""
        part = self.parts.setdefault(account, Part())
        before = part.bits
        if bits & ~before == 0 and since >= part.since:
            return False
        part.bits, part.since = before | bits, min(part.since, since)
        self.sent += part.bits & SENT > before & SENT
        self.evident += is_evident(part.bits) > is_evident(before)
        return True


def is_evident(bits: int) -> bool:
    """Whether an account sent a text and has evidence against it."""
    return bits & SENT > 0 and bits & EVIDENCE > 0


class Campaigns:
    """The texts of one partition. Days that lie back 62 days from the newest are out of mind."""

    def __init__(self) -> None:
        self.crowds: dict[Place, dict[str, Crowd]] = {}
        self.fired: dict[str, list[int]] = {}  # by account, when reports fired that are evidence
        self._large: dict[str, set[tuple[Place, str]]] = defaultdict(set)  # by account, where it is one of many
        self._newest = 0
        self._touched: dict[str, None] = {}

    def take(self, record: Texts | Fired) -> list[Member]:
        """Whom it concerns that this is known."""
        if isinstance(record, Fired):
            return self._fire(record.account, record.alert.ts)
        return [member for text in record.texts for member in self._note(text)]

    def know(self, place: Place, texts: Mapping[str, Mapping[str, Part]]) -> None:
        """Takes over the texts that are kept in a place; who is found by now has been told."""
        self._newest = max(self._newest, place[0])
        for text, parts in texts.items():
            crowd = self.crowds.setdefault(place, {}).setdefault(text, Crowd())
            for account, part in parts.items():
                crowd.add(account, part.bits, part.since)
            self._tell(place, text, parts, 0)

    def know_fired(self, account: str, times: Iterable[int]) -> None:
        """Takes over when reports about an account fired."""
        self.fired[account] = list(times)

    def touched(self) -> Iterable[str]:
        """What has changed since this was last asked: places, and accounts about which reports fired."""
        touched, self._touched = list(self._touched), {}
        return touched

    def _note(self, text: Text) -> list[Member]:
        day, bucket = text.place
        self._forget(day)
        told = self._add((day, bucket), text, text.bits, text.ts if text.bits & SENT else NEVER)
        if text.bits & AGAINST:
            told += self._add((day - 1, bucket), text, LATER, NEVER)
        return told

    def _add(self, place: Place, text: Text, bits: int, since: int) -> list[Member]:
        if place[0] <= self._newest - KEPT // DAY:
            return []
        crowd = self.crowds.setdefault(place, {}).setdefault(text.text, Crowd())
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

    def _forget(self, day: int) -> None:
        if day <= self._newest:
            return
        self._newest = day
        for place in [place for place in self.crowds if place[0] <= day - KEPT // DAY]:
            for text, crowd in self.crowds.pop(place).items():
                for account in crowd.parts:
                    if account in self._large:
                        self._large[account].discard((place, text))
            self._touched[page_of(place)] = None


def page_of(place: Place) -> str:
    """The page on which the texts of a place are kept."""
    return f"{place[0]}/{place[1]}"
