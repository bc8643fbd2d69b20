"""A worker that judges calls by rules of the benchmark's own instead of the detectors.

    python -m benchmarks.rules.worker (windowed|stateless)

Their findings are for the operator alone, so nothing is recommended.
"""

import importlib
import sys
import tempfile
from functools import partial
from pathlib import Path

from detectors.base import Detector, of_stream
from detectors.policy import load
from streams import build, stream
from streams.cli import run

ROW = """
["{id}"]
category = "load"
severity = ["low"]
actions = []
clauses = []
notice = {{ found = {{ en = "calls", ja = "発信" }}, remedy = {{ en = "None.", ja = "なし" }} }}
"""


def main(name: str) -> int:
    """Runs until SIGTERM."""
    importlib.import_module(f"benchmarks.rules.{name}")

    def ours(topic: str) -> tuple[type[Detector], ...]:
        return tuple(d for d in of_stream(topic) if topic != "calls" or d.id.startswith("bench."))

    stream.of_stream = ours  # type: ignore[assignment,attr-defined]
    with tempfile.TemporaryDirectory(prefix="ringfence-rules-") as folder:
        policy = Path(folder) / "policy.toml"
        policy.write_text("".join(ROW.format(id=rule.id) for rule in ours("calls")), encoding="utf-8")
        build.load = partial(load, policy)  # type: ignore[attr-defined]
        return run(["worker", "--policy", str(policy)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
