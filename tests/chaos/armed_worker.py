"""A worker that kills itself at the point of a checkpoint that a file names: `armed_worker.py FILE`."""

import os
import signal
import sys
from functools import partial
from pathlib import Path

from streams.cli import run
from streams.ending import end
from tests.chaos.schedule import POINTS
from tests.integration.dying_worker import install


def die_at(arm: Path, point: str) -> None:
    """Kills the process if it is told to die here."""
    if arm.exists() and arm.read_text() == point:
        arm.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    for each in POINTS:
        install(each, partial(die_at, Path(sys.argv[1]), each))
    end(run(["worker"]))
