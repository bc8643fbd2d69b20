"""Traffic of a simulated platform with the truth about each account, the same for the same settings and seed.

    python -m benchmarks.simulate OUT
    python -m benchmarks.simulate OUT --settings benchmarks/simulate/whole.toml --seed 2

writes `<topic>.ndjson`, as `ringfence replay` reads them, and `labels.ndjson`. The packaged settings are a week of five
hundred honest accounts, which takes a minute; whole.toml is a month of ten thousand.
"""

import argparse
import sys
import time
from pathlib import Path

from benchmarks.simulate.settings import load
from benchmarks.simulate.simulation import simulate
from streams.errors import WrongUsage


def main(arguments: list[str]) -> int:
    """Writes it, and says how much there is."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.simulate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="what differs from the packaged ones, in TOML")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        written = simulate(load(asked.settings), asked.seed, asked.out)
    except WrongUsage as wrong:
        print(f"simulate: {wrong}", file=sys.stderr)
        return 2
    took = time.monotonic() - began
    print(", ".join(f"{records:,} of {topic}" for topic, records in written.records.items()), f"in {took:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
