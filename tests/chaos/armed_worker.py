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

ARM = Path(sys.argv[1])


def die_at(point: str) -> None:
    """Kills the process if it is told to die here."""
    if ARM.exists() and ARM.read_text() == point:
        ARM.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


for each in POINTS:
    install(each, partial(die_at, each))
end(run(["worker"]))
