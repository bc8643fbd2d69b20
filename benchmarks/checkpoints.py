"""What checkpoints cost, and how soon another worker goes on from them.

    python -m benchmarks.checkpoints [--records N] [--accounts N] [--partitions N] [--runs N]

Workers that keep their state and workers that do not take the same topic in turns; then one that has to take all over.
"""

import argparse
import logging
import sys
from pathlib import Path
from statistics import median

from benchmarks import throughput
from benchmarks.brokers import broker, filled, forget_settings

UNKEPT = (sys.executable, str(Path(__file__).with_name("unkept_worker.py")))
CALLS = ("calls",)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checkpoints", description=__doc__)
    parser.add_argument("--records", type=int, default=600_000)
    parser.add_argument("--accounts", type=int, default=125_000)
    parser.add_argument("--partitions", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    forget_settings()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    with (
        broker() as bootstrap,
        filled(bootstrap, {"calls": asked.records}, asked.accounts, asked.partitions) as settings,
    ):
        kept, unkept, again = list[float](), list[float](), list[float]()
        for _ in range(asked.runs):
            mine = throughput.of_its_own(settings, CALLS)
            kept.append(throughput.measure(mine, CALLS).rate)
            again.append(throughput.until_ready(mine))
            other = throughput.of_its_own(settings, CALLS)
            unkept.append(throughput.measure(other, CALLS, program=UNKEPT).rate)
        fresh = throughput.until_ready(throughput.of_its_own(settings, CALLS))
    cost = 1 - median(kept) / median(unkept)
    print(
        f"{asked.records:,} calls of {asked.accounts:,} accounts, {asked.partitions} partitions, medians of "
        f"{asked.runs}: "
        f"{median(kept):,.0f} records/s with checkpoints, {median(unkept):,.0f} without, {100 * cost:.1f} % less; "
        f"ready {median(again):.1f} s after the start with all of it to take over, {fresh:.1f} s with nothing"
    )


if __name__ == "__main__":
    main()
