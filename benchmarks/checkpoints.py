"""What checkpoints cost, and how soon another worker goes on from them.

    python -m benchmarks.checkpoints [--records N] [--accounts N] [--partitions N] [--runs N]

Workers that keep their state and workers that do not take the same topic in turns; then one that has to take all over.
"""

import argparse
import logging
import os
from pathlib import Path
from statistics import median

from benchmarks import throughput, topic
from benchmarks.__main__ import KEPT, broker
from benchmarks.traffic.made import account_records
from benchmarks.traffic.streams import TRAFFIC
from streams import topics
from streams.settings import PREFIX, Settings
from tests.kafka.topics import Topics

UNKEPT = (str(Path(__file__).with_name("unkept_worker.py")),)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checkpoints", description=__doc__)
    parser.add_argument("--records", type=int, default=600_000)
    parser.add_argument("--accounts", type=int, default=125_000)
    parser.add_argument("--partitions", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in KEPT]:
        del os.environ[name]
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    with broker() as bootstrap:
        own = Topics(bootstrap)
        settings = Settings(brokers=bootstrap, topic_prefix=own.prefix, partitions=asked.partitions)
        own.create("calls", asked.partitions, retention_ms=-1)
        topics.apply(settings)
        topic.fill(bootstrap, settings.topic("accounts"), asked.partitions, account_records(asked.accounts))
        made = TRAFFIC["calls"](asked.records, asked.accounts)
        topic.fill(bootstrap, settings.topic("calls"), asked.partitions, made)
        kept, unkept, again = list[float](), list[float](), list[float]()
        for _ in range(asked.runs):
            mine = throughput.of_its_own(settings, "calls")
            kept.append(throughput.measure(mine, "calls").rate)
            again.append(throughput.until_ready(mine))
            unkept.append(throughput.measure(throughput.of_its_own(settings, "calls"), "calls", UNKEPT).rate)
        fresh = throughput.until_ready(throughput.of_its_own(settings, "calls"))
        own.delete()
    cost = 1 - median(kept) / median(unkept)
    print(
        f"{asked.records:,} calls of {asked.accounts:,} accounts, {asked.partitions} partitions, medians of "
        f"{asked.runs}: "
        f"{median(kept):,.0f} records/s with checkpoints, {median(unkept):,.0f} without, {100 * cost:.1f} % less; "
        f"ready {median(again):.1f} s after the start with all of it to take over, {fresh:.1f} s with nothing"
    )


if __name__ == "__main__":
    main()
