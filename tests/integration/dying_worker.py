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

POINT, TIMES = sys.argv[1], int(sys.argv[2])


class Countdown:
    """Kills the process when it has been called often enough."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def before(countdown: Countdown, then: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The same step, which the process does not come to at the end of the countdown."""

    async def step(self: Committing, snapshots: Any) -> None:  # noqa: ANN401 - as the step takes it
        if any(snapshot.pages for snapshot in snapshots):
            countdown()
        await then(self, snapshots)

    return step


def between_pages(countdown: Countdown) -> None:
    """Dies when half of the pages of a checkpoint are written."""
    kept = Publisher.kept

    async def half(self: Publisher, source: tuple[str, int], written: list[tuple[str, bytes | None]]) -> None:
        pages = [record for record in written if record[0].startswith("page/")]
        if len(pages) > 1:
            await kept(self, source, written[: len(written) // 2])
            await self.delivered(source)
            countdown()
            await kept(self, source, written[len(written) // 2 :])
        else:
            await kept(self, source, written)

    Publisher.kept = half  # type: ignore[assignment,method-assign]


def commit(countdown: Countdown) -> None:
    """Dies when all is kept and the group has not been told."""
    made = Committing.__init__

    def init(self: Committing, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as it is made
        made(self, *args, **kwargs)
        told = self.commit

        async def die(offsets: Any) -> None:  # noqa: ANN401 - as the group is told
            if any(topic == "calls" and offset > 0 for (topic, _), offset in offsets.items()):
                countdown()
            await told(offsets)

        self.commit = die

    Committing.__init__ = init  # type: ignore[method-assign]


COUNTDOWN = Countdown(TIMES)
if POINT == "layout":
    paging.FORMAT += 1
    paging.layout_id = cache(lambda layout: f"of another day than {len(layout.subjects)}")
elif POINT == "commit":
    commit(COUNTDOWN)
elif POINT == "between pages":
    between_pages(COUNTDOWN)
else:
    setattr(Committing, POINT, before(COUNTDOWN, getattr(Committing, POINT)))
sys.exit(run(["worker"]))
