"""A worker that keeps nothing: what checkpoints cost is measured against it."""

import sys

from streams.checkpoints.checkpoint import Checkpoint, Written
from streams.cli import run
from streams.committing import Committing
from streams.keeping import Snapshot


def nothing(self: Checkpoint, position: int, budget: int) -> tuple[Written, int]:  # noqa: ARG001 - as it is called
    """No pages."""
    self._changed.clear()
    return [], 0


async def unwritten(self: Committing, snapshots: list[Snapshot]) -> None:
    """No manifests."""


Checkpoint.pages = nothing  # type: ignore[method-assign]
Committing.manifests = unwritten  # type: ignore[method-assign]
sys.exit(run(["worker"]))
