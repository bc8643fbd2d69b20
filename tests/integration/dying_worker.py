"""A worker that kills itself: `dying_worker.py POINT N` dies at a point of its N-th checkpoint that has pages."""

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from streams import paging
from streams.cli import run
from streams.committing import Committing
from streams.publisher import Publisher


class Countdown:
    """Kills the process when it has been called often enough."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def before(here: Callable[[], None], then: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The same step, which the process does not come to at the end of the countdown."""

    async def step(self: Committing, snapshots: Any) -> None:  # noqa: ANN401 - as the step takes it
        if any(snapshot.taken.pages for snapshot in snapshots):
            here()
        await then(self, snapshots)

    return step


def between_pages(here: Callable[[], None]) -> None:
    """Dies when half of the pages of a checkpoint are written, the first of them that are several."""
    kept, pages_of, fresh = Publisher.kept, Committing.pages, [True]

    async def begun(self: Committing, snapshots: Any) -> None:  # noqa: ANN401 - as the step takes it
        fresh[0] = True
        await pages_of(self, snapshots)

    async def half(self: Publisher, source: tuple[str, int], written: list[tuple[str, bytes | None]]) -> None:
        pages = [record for record in written if record[0].startswith("page/")]
        if len(pages) > 1 and fresh[0]:
            fresh[0] = False
            await kept(self, source, written[: len(written) // 2])
            await self.delivered(source)
            here()
            await kept(self, source, written[len(written) // 2 :])
        else:
            await kept(self, source, written)

    Committing.pages = begun  # type: ignore[method-assign]
    Publisher.kept = half  # type: ignore[assignment,method-assign]


def commit(here: Callable[[], None]) -> None:
    """Dies when all is kept and the group has not been told."""
    made = Committing.__init__

    def init(self: Committing, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as it is made
        made(self, *args, **kwargs)
        told = self.commit

        async def die(offsets: Any) -> None:  # noqa: ANN401 - as the group is told
            if any(topic == "calls" and offset > 0 for (topic, _), offset in offsets.items()):
                here()
            await told(offsets)

        self.commit = die

    Committing.__init__ = init  # type: ignore[method-assign]


def install(point: str, here: Callable[[], None]) -> None:
    """Has `here` called whenever a worker in this process comes to a point of a checkpoint."""
    if point == "commit":
        commit(here)
    elif point == "between pages":
        between_pages(here)
    else:
        setattr(Committing, point, before(here, getattr(Committing, point)))


if __name__ == "__main__":
    if sys.argv[1] == "layout":
        paging.FORMAT += 1
        paging.layout_id = cache(lambda layout: f"of another day than {len(layout.subjects)}")
    else:
        install(sys.argv[1], Countdown(int(sys.argv[2])))
    sys.exit(run(["worker"]))
