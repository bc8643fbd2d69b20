"""The records of a partition that are being delivered, and up to where all of them have been."""

from collections import deque


class UnderWay:
    """Offsets that were taken in their order and are done with in any.

    >>> partition = UnderWay(7)
    >>> partition.take(7), partition.take(9), partition.done(9)
    (None, None, None)
    >>> partition.position, len(partition)
    (7, 2)
    >>> partition.done(7)
    >>> partition.position, len(partition)
    (10, 0)
    """

    def __init__(self, position: int) -> None:
        self._offsets = deque[int]()
        self._done = set[int]()
        self._next = position
        self.committed = position

    def __len__(self) -> int:
        """How many records a crash now would have delivered again, if all of them had been."""
        return len(self._offsets)

    @property
    def position(self) -> int:
        """Everything before it is done with."""
        return self._offsets[0] if self._offsets else self._next

    def take(self, offset: int) -> None:
        """A record is under way."""
        self._offsets.append(offset)
        self._next = offset + 1

    def done(self, offset: int) -> None:
        """A record is delivered, or buried."""
        self._done.add(offset)
        while self._offsets and self._offsets[0] in self._done:
            self._done.remove(self._offsets.popleft())
