"""A worker that keeps nothing: what checkpoints cost is measured against it."""

import sys

from streams.checkpoints.checkpoint import Checkpoint, Taken
from streams.checkpoints.saved import Version
from streams.cli import run
from streams.committing import Committing
from streams.keeping import Snapshot


def nothing(self: Checkpoint, position: int, budget: int) -> Taken:  # noqa: ARG001 - as it is called
    """No pages."""
    self._changed.clear()
    return Taken([], [], Version(), position, 0)


async def unwritten(self: Committing, snapshots: list[Snapshot]) -> None:
    """No manifests."""


Checkpoint.take = nothing  # type: ignore[method-assign]
Committing.manifests = unwritten  # type: ignore[method-assign]
sys.exit(run(["worker"]))
