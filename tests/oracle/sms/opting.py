"""What people say of wanting messages, and what holds of it."""

import unicodedata
from dataclasses import dataclass

from tests.oracle.arrival import Event
from tests.oracle.shares import MINUTE

OUT = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "opt out", "optout", "停止", "配信停止"}
IN = {"start", "unstop"}
CONFIRMED_WITHIN = 5 * MINUTE


def said(event: Event) -> str | None:
    """`out` or `in`, where a received message says so; else None.

    >>> [said({"body": body}) for body in (" Stop!", "ＳＴＯＰ", "「停止」。", "Opt Out.", "stop it", "start", "")]
    ['out', 'out', 'out', 'out', None, 'in', None]
    >>> said({"body": "STOP", "opt": "in"}), said({})
    ('in', None)
    """
    if event.get("opt") is not None:
        return str(event["opt"])
    word = _stripped(unicodedata.normalize("NFKC", event.get("body") or "").casefold())
    return "out" if word in OUT else "in" if word in IN else None


def _stripped(text: str) -> str:
    """The text without surrounding space and punctuation."""
    kept = [place for place, letter in enumerate(text) if not _is_around(letter)]
    return text[kept[0] : kept[-1] + 1] if kept else ""


def _is_around(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter).startswith("P")


@dataclass
class Wish:
    """What a person said last to one sender."""

    said: str
    ts: int
    confirmed: bool = False


class Wishes:
    """What people said to which sender, by the latest time of saying it."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], Wish] = {}

    def hear(self, sender: str, person: str, opt: str, ts: int) -> None:
        """The person said so then."""
        before = self._said.get((sender, person))
        if before is None or ts >= before.ts:
            self._said[sender, person] = Wish(opt, ts)

    def has(self, sender: str, person: str) -> bool:
        """Whether the person ever said something to the sender."""
        return (sender, person) in self._said

    def is_disregarded(self, sender: str, person: str, ts: int) -> bool:
        """Whether a message that was sent then, and comes now, should not have been."""
        wish = self._said.get((sender, person))
        if wish is None or wish.said == "in" or ts <= wish.ts:
            return False
        if ts - wish.ts <= CONFIRMED_WITHIN and not wish.confirmed:
            wish.confirmed = True
            return False
        return True
