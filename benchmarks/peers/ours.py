"""Our own worker among the peers: as it is, and with other rules, so that it does the same work as they do."""

import sys
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.throughput import WORKER

RULES = (sys.executable, "-m", "benchmarks.rules.worker")


class Ours(NamedTuple):
    """A worker of ours, by what it judges by."""

    name: str
    program: Sequence[str]


WHOLE = Ours("Ringfence, all detectors of calls", WORKER)
WINDOWED = Ours("Ringfence, the same work", (*RULES, "windowed"))
STATELESS = Ours("Ringfence, ten stateless rules", (*RULES, "stateless"))
OURS = (WHOLE, WINDOWED, STATELESS)
