"""Where figures come from: the machine, the versions, and how busy it was with other things."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.kafka.jars import POM

PACKAGES = ("faust-streaming", "aiokafka", "numba", "numpy", "msgspec", "uvloop")
MANY = 0.5  # runnable processes for each processor, before anything of ours runs: too many to publish figures


def about(command: str) -> dict[str, Any]:
    """What every figure of this run has in common."""
    return {
        "command": command,
        "machine": f"{os.cpu_count()} x {_model()}, {_memory():.0f} GB, {platform.platform()}",
        "versions": {"kafka": _kafka(), "python": platform.python_version(), **{p: version(p) for p in PACKAGES}},
        "load": os.getloadavg()[0],
    }


def busy(load: float) -> bool:
    """Whether others use the machine so much that figures are of them as well.

    >>> busy(0.0), busy(100_000.0)
    (False, True)
    """
    return load > MANY * (os.cpu_count() or 1)


def _kafka() -> str:
    """The broker that benchmarks start; with RINGFENCE_TEST_BROKER it is another."""
    pinned = re.search(r"<kafka.version>(.+?)<", POM.read_text(encoding="utf-8"))
    return "as it was given" if os.environ.get("RINGFENCE_TEST_BROKER") or pinned is None else pinned[1]


def _model() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
