"""`python -m tests.chaos --seed N --minutes M --faults K`; exit code 1 where something is wrong."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.chaos.run import RATE, Plan, run
from tests.kafka.broker import Broker


def main() -> int:
    """Carries out one run and prints its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--faults", type=int, default=120)
    parser.add_argument("--rate", type=int, default=RATE, help="events a second")
    parser.add_argument("--strict", action="store_true", help="with workers in strict mode")
    parser.add_argument("--folder", type=Path, help="where input, outputs and logs are kept; not there yet, or empty")
    given = parser.parse_args()
    plan = Plan(given.seed, given.minutes * 60, given.faults, given.rate, given.strict)
    with tempfile.TemporaryDirectory(prefix="ringfence-chaos-") as scratch, Broker() as broker:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        result = run(plan, folder, broker)
    sys.stdout.write("\n".join(result.lines()) + "\n")
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
