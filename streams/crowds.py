"""The accounts of one text on a day: what each did with it, by bits, and what it has been told."""

import msgspec

from detectors.texts import AGAINST, SENT

LATER, REPORTED = 8, 16  # further bits: evidence on the day after, reports near to when it was sent
EVIDENCE = AGAINST | LATER | REPORTED
NEVER = 1 << 62


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

    def leave(self, account: str) -> None:
        """Takes an account out, if it is there; what others have been told stays so."""
        part = self.parts.pop(account, Part())
        self.sent -= part.bits & SENT > 0
        self.evident -= is_evident(part.bits)


def is_evident(bits: int) -> bool:
    """Whether an account sent a text and has evidence against it."""
    return bits & SENT > 0 and bits & EVIDENCE > 0
