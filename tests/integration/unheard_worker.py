"""A worker whose heartbeats never reach the group, and which does not wait for long for an answer."""

from functools import partialmethod
from typing import Any

from aiokafka.consumer.group_coordinator import GroupCoordinator

from streams.cli import run
from streams.ending import end
from streams.lease import Lease


async def unheard(self: Any) -> bool:  # noqa: ANN401 - aiokafka's
    """No answer; nor does anything say that the group knows it no more."""
    assert self.generation > 0
    return False


if __name__ == "__main__":
    GroupCoordinator._do_heartbeat = unheard
    Lease.watch = partialmethod(Lease.watch, patience=3.0)  # type: ignore[assignment,method-assign]
    end(run(["worker"]))
