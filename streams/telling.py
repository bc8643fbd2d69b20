"""What a shard tells the stages behind it: sums of an account's slots, API keys that it uses, texts that it sends."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from detectors.key_use import KEYED
from detectors.memory import Memory
from detectors.spans import DAY
from detectors.texts import GATHERED
from detectors.totals import SLOT, TOLD, rest
from streams.api_keys import KeyUse, named
from streams.campaigns import Text, Texts
from streams.event_text import template_of, text_of
from streams.reader import Columns

Rows = NDArray[Any]


class Total(msgspec.Struct, frozen=True, tag_field="kind", tag="total"):
    """What an account moved, in bytes, and was charged, in millionths, on one stream in one slot so far.

    A record of `ringfence.totals`. `slot` is when the five minutes begin, `ts` the newest time in it that was known
    when this was told; both Unix milliseconds. The sums of a slot only grow, so the largest are the newest. `late`:
    with an event that came when the slot had settled.
    """

    account: str
    stream: str
    slot: int
    ts: int
    bytes: int
    cost: int
    late: bool = False


class Telling:
    """Holds what the compiled loop has to tell, and knows who has something untold."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.used = np.zeros(4, np.int64)
        self._room(1)
        self.waiting: set[int] = set()  # rows of accounts that may have something untold

    def make_room(self, events: int) -> None:
        """Has room for what so many events can lead to."""
        if events > len(self.begun):
            self._room(events)

    def _room(self, events: int) -> None:
        self.told, self.begun = np.zeros(2 * events, TOLD), np.zeros(events, np.int64)
        self.keyed, self.gathered = np.zeros(events, KEYED), np.zeros(events, GATHERED)

    @property
    def arrays(self) -> list[Rows]:
        """As the loop takes them."""
        return [self.told, self.begun, self.keyed, self.gathered, self.used]

    def taken(
        self, columns: Columns, text: NDArray[np.uint8], names: Sequence[str]
    ) -> Iterator[tuple[int, Total | KeyUse | Texts]]:
        """What the loop had to tell of the events that it was given, and the place of each one's event among them."""
        told, begun, keyed, gathered = self.used.tolist()
        self.used[:] = 0
        self.waiting.update(self.begun[:begun].tolist())
        for event, account, slot, ts, bytes_, cost, late in self.told[:told].tolist():
            yield event, Total(names[account], self.stream, slot * SLOT, ts, bytes_, cost, bool(late))
        for event, account, day in self.keyed[:keyed].tolist():
            row = columns[event]
            yield event, KeyUse(named(text_of(row, "api_key", text)), names[account], day * DAY, int(row["ts"]))
        for event, account, day, bits in self.gathered[:gathered].tolist():
            row = columns[event]
            name = f"{self.stream}/{template_of(row)}"
            yield event, Texts((Text(name, names[account], day * DAY, int(row["ts"]), bits),))

    def rest(self, accounts: Rows, memory: Memory, names: Sequence[str]) -> list[Total]:
        """What has not been told yet of any account; from now on it has been."""
        told = []
        for row in sorted(self.waiting):
            sums = rest(accounts["totals"][row], memory)
            if sums is not None:
                slot, ts, bytes_, cost = sums
                told.append(Total(names[row], self.stream, slot * SLOT, ts, bytes_, cost))
        self.waiting.clear()
        return told
