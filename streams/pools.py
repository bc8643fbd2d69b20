"""What the accounts of a pool draw from it, to each one's portion of every slot. Pure; no clock.

Draws of a slot only grow, so neither repeated nor overtaken ones change anything, and a slot is looked at once, when
everybody's draws until ten minutes after its end are known. Who was too much in it is for the books of each account to
say, which know its limits.
"""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from detectors.ledger import Portion
from detectors.totals import KEPT, SETTLED, SLOT
from streams.complete import PAGE, Complete, Ticks
from streams.events import AccountRecord
from streams.telling import Total

WORTH_TELLING = 4  # nobody is judged who had no more than one part in so many of what was drawn


class Draw(msgspec.Struct, frozen=True, tag_field="kind", tag="draw"):
    """What an account that shares a pool moved on one stream in a slot so far; a record of `ringfence.totals`."""

    pool: str
    account: str
    stream: str
    slot: int
    bytes: int


class PortionOf(msgspec.Struct, frozen=True, tag_field="kind", tag="portion"):
    """An account's portion of a slot that is over."""

    account: str
    slot: int
    portion: Portion


def draw_of(total: Total, record: AccountRecord | None) -> Draw | None:
    """What a total means for the pool that the account shares; None: nothing, or it came when the slot had settled."""
    if record is None or not record.pool or total.late or not total.bytes:
        return None
    return Draw(record.pool, total.account, total.stream, total.slot, total.bytes)


class Pools:
    """The pools of one partition, which hears of `partitions` when all that they drew has been told."""

    def __init__(self, partitions: Iterable[int] = (0,)) -> None:
        self.ticks = Ticks(partitions)
        self._judged = 0  # slots that had settled by then have been looked at
        self._newest = 0
        self._slots: dict[int, dict[str, dict[tuple[str, str], int]]] = defaultdict(lambda: defaultdict(dict))
        self._touched: dict[str, None] = {}  # pages, in the order in which they changed

    def take(self, draw: Draw) -> None:
        """Notes a draw, unless its slot has been looked at or is out of mind."""
        if draw.slot > self._newest:
            self._newest = draw.slot
            for slot in [slot for slot in self._slots if slot <= self._newest - KEPT]:  # there are no ticks
                del self._slots[slot]
        if not _settled(draw.slot, self._judged) and draw.slot > self._newest - KEPT:
            drawn, of = self._slots[draw.slot][draw.pool], (draw.account, draw.stream)
            drawn[of] = max(drawn.get(of, 0), draw.bytes)
            self._touched[f"pool/{draw.pool}"] = None

    def complete(self, mark: Complete) -> list[PortionOf]:
        """The portions of slots that have settled, once every partition has told all of them."""
        self._judged = max(self._judged, self.ticks.note(mark))
        self._touched[PAGE] = None
        return [
            portion
            for slot in sorted(slot for slot in self._slots if _settled(slot, self._judged))
            for pool, drawn in sorted(self._slots.pop(slot).items())
            for portion in self._portions(slot, pool, drawn)
        ]

    def forget(self, account: str) -> None:
        """Has it that an account never drew anything."""
        for pools in self._slots.values():
            for pool, drawn in list(pools.items()):
                pools[pool] = {of: bytes_ for of, bytes_ in drawn.items() if of[0] != account}

    def touched(self) -> list[str]:
        """Pages that have changed since this was last asked."""
        touched, self._touched = list(self._touched), {}
        return touched

    def draws(self, pool: str) -> list[Draw]:
        """What has been drawn from a pool in slots that have not been looked at."""
        return [
            Draw(pool, account, stream, slot, bytes_)
            for slot, pools in self._slots.items()
            for (account, stream), bytes_ in pools.get(pool, {}).items()
        ]

    def _portions(self, slot: int, pool: str, drawn: dict[tuple[str, str], int]) -> list[PortionOf]:
        self._touched[f"pool/{pool}"] = None
        return _portions(slot, pool, drawn)


def _settled(slot: int, ts: int) -> bool:
    return slot + SLOT + SETTLED <= ts


def _portions(slot: int, pool: str, drawn: dict[tuple[str, str], int]) -> list[PortionOf]:
    moved: dict[str, int] = defaultdict(int)
    for (account, _), bytes_ in drawn.items():
        moved[account] += bytes_
    whole = sum(moved.values())
    return [
        PortionOf(account, slot, Portion(pool, bytes_, whole, len(moved)))
        for account, bytes_ in sorted(moved.items())
        if bytes_ * WORTH_TELLING > whole
    ]
