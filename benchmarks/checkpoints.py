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
        kept, unkept, again = list[throughput.Run](), list[throughput.Run](), list[float]()
        for _ in range(asked.runs):
            mine = throughput.of_its_own(settings, CALLS)
            kept.append(throughput.measure(mine, CALLS))
            again.append(throughput.until_ready(mine))
            other = throughput.of_its_own(settings, CALLS)
            unkept.append(throughput.measure(other, CALLS, program=UNKEPT))
        fresh = throughput.until_ready(throughput.of_its_own(settings, CALLS))
    rate, without = (median(run.rate for run in runs) for runs in (kept, unkept))
    busy, idle = (median(run.processor for run in runs) for runs in (kept, unkept))
    print(
        f"{asked.records:,} calls of {asked.accounts:,} accounts, {asked.partitions} partitions, medians of "
        f"{asked.runs}: {rate:,.0f} records/s with checkpoints, {without:,.0f} without, "
        f"{100 * (1 - rate / without):.1f} % less; {busy:.2f} and {idle:.2f} seconds of processor time a million; "
        f"ready {median(again):.1f} s after the start with all of it to take over, {fresh:.1f} s with nothing"
    )


if __name__ == "__main__":
    main()
