"""Up to which tick each partition has told all, for those who look at what all of them have told. Pure; no clock."""

from collections.abc import Iterable

import msgspec


class Complete(msgspec.Struct, frozen=True, tag_field="kind", tag="complete"):
    """All that came to a partition has been told, as of a tick at `ts`; goes to every partition of who waits for it."""

    partition: int
    ts: int


class Ticks:
    """The latest tick of each partition."""

    def __init__(self, partitions: Iterable[int]) -> None:
        self._complete = dict.fromkeys(partitions, 0)

    def note(self, mark: Complete) -> int:
        """Notes one; returns the tick up to which all have told all."""
        self._complete[mark.partition] = max(self._complete[mark.partition], mark.ts)
        return min(self._complete.values())

    def marks(self) -> list[tuple[int, int]]:
        """All of them, by partition."""
        return sorted(self._complete.items())
