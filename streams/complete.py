"""Up to which tick each partition has told all, for those who look at what all of them have told. Pure; no clock."""

from collections.abc import Iterable

import msgspec

PAGE = "marks"  # on which it is kept


class Complete(msgspec.Struct, frozen=True, tag_field="kind", tag="complete"):
    """All that came to a partition has been told, as of a tick at `ts`; goes to every partition of who waits for it."""

    partition: int
    ts: int


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """The ticks by partition."""

    ticks: list[tuple[int, int]]


class Ticks:
    """The latest tick of each partition."""

    def __init__(self, partitions: Iterable[int]) -> None:
        self._latest = dict.fromkeys(partitions, 0)

    def note(self, mark: Complete) -> int:
        """Notes one; returns the tick up to which all have told all."""
        self._latest[mark.partition] = max(self._latest[mark.partition], mark.ts)
        return min(self._latest.values())

    def page(self) -> bytes:
        """All of them as they are kept."""
        return page(Complete(partition, ts) for partition, ts in sorted(self._latest.items()))


def page(marks: Iterable[Complete]) -> bytes:
    """Marks as they are kept."""
    return msgspec.msgpack.encode(Kept([(mark.partition, mark.ts) for mark in marks]))


def read(data: bytes) -> list[Complete]:
    """The marks of a page.

    >>> read(page([Complete(0, 5), Complete(1, 3)]))
    [Complete(partition=0, ts=5), Complete(partition=1, ts=3)]
    """
    return [Complete(partition, ts) for partition, ts in msgspec.msgpack.decode(data, type=Kept).ticks]
