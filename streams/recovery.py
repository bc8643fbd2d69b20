"""How far a take-over of partitions has come, for whoever waits for it: in the log now and then, and in metrics."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic

SAY_EVERY = 5.0  # seconds between lines of a take-over that takes long

log = logging.getLogger("ringfence")


class Recovery:
    """The take-over under way, or the last one.

    `partitions` are still to be taken over; `pages` and `bytes` of state have been restored.
    """

    def __init__(self) -> None:
        self.partitions, self.pages, self.bytes = 0, 0, 0
        self._again: Callable[[], int] = lambda: 0
        self._began, self._took = 0.0, 0.0

    @property
    def left(self) -> int:
        """Records that are still to be read again, of the partition that is being taken over."""
        return max(self._again(), 0)

    @property
    def seconds(self) -> float:
        """How long it has taken so far, or did."""
        return monotonic() - self._began if self._began else self._took

    @asynccontextmanager
    async def of(self, partitions: int) -> AsyncIterator[None]:
        """So many partitions are taken over. Where that fails it stays as it was, which tells how far it came."""
        self.partitions, self.pages, self.bytes, self._began = partitions, 0, 0, monotonic()
        saying = asyncio.create_task(self._say())
        try:
            yield
        finally:
            saying.cancel()
        self._again, self._took, self._began = lambda: 0, self.seconds, 0.0

    def restored(self, pages: int, size: int) -> None:
        """So many pages have been taken over."""
        self.pages, self.bytes = self.pages + pages, self.bytes + size

    def reading_again(self, left: Callable[[], int]) -> None:
        """Records of a partition are read again; `left` says how many are still to come."""
        self._again = left

    async def _say(self) -> None:
        while True:
            await asyncio.sleep(SAY_EVERY)
            log.info(
                "taking over: %d partitions to go after %d s; %d pages, %d bytes restored, %d records to read again",
                self.partitions, self.seconds, self.pages, self.bytes, self.left,
            )  # fmt: skip
