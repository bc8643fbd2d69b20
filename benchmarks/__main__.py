"""`make bench`: everything that can be measured here, as figures, a page and the tables of the documents.

    python -m benchmarks --quick              # all of it, small: some ten minutes
    python -m benchmarks --publish            # all of it, and into README.md and docs/performance.md: an hour or two
    python -m benchmarks --parts peers        # one part of it

RINGFENCE_TEST_BROKER names a broker that is running; otherwise one is started. Other RINGFENCE_ variables do not count.
"""

import argparse
import gc
import logging
import os
import sys
from pathlib import Path

from benchmarks import machine, parts, report
from benchmarks.brokers import forget_settings
from benchmarks.figures import Figures
from benchmarks.peers import environments
from benchmarks.peers.peer import PEERS
from benchmarks.process import Failed
from benchmarks.traffic.streams import TRAFFIC
from tests.kafka.jars import NoKafka

OUT = Path(__file__).with_name("results") / "bench.json"


def main(arguments: list[str]) -> int:
    """Measures part by part; writes the figures as they come, then what they look like."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one run of everything, over fewer records")
    parser.add_argument("--parts", choices=parts.PARTS, nargs="+", default=list(parts.PARTS), help="which; else all")
    parser.add_argument("--stream", choices=TRAFFIC, nargs="+", default=list(TRAFFIC), help="which; else all four")
    parser.add_argument("--peers", choices=PEERS, nargs="*", default=list(PEERS), help="which other engines; else all")
    parser.add_argument("--records", type=int, help="on each topic; an even number")
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--runs", type=int, help="of each; the median counts")
    parser.add_argument("--publish", action="store_true", help="put the tables into README.md and docs/performance.md")
    parser.add_argument("--busy", action="store_true", help="publish although others use the machine")
    parser.add_argument("--out", type=Path, default=OUT, help="where the figures go, as JSON; the page beside it")
    asked = parser.parse_args(arguments)
    forget_settings()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # new topics: it tells of every retry until they lead
    gc.set_threshold(100_000)
    size = parts.QUICK if asked.quick else parts.WHOLE
    size = size._replace(
        records=asked.records or size.records,
        long=asked.records or size.long,
        runs=asked.runs or size.runs,
        accounts=asked.accounts,
        partitions=asked.partitions,
        streams=tuple(asked.stream),
        peers=tuple(asked.peers),
    )
    asked.out.unlink(missing_ok=True)
    load = os.getloadavg()[0]
    if asked.publish and machine.busy(load) and not asked.busy:
        print(f"benchmarks: not published: the load is {load:.1f}; wait until nothing else runs", file=sys.stderr)
        return 1
    about = machine.about(" ".join(["python -m benchmarks", *arguments]))
    if "peers" in asked.parts:
        about["versions"] |= environments.versions()
    found = Figures(about, asked.out)
    try:
        parts.run(asked.parts, size, found)
    except (Failed, NoKafka) as failure:
        print(f"benchmarks: {failure}", file=sys.stderr)
        return 1
    report.write(found, asked.out.with_suffix(".html"))
    print(report.text(found))
    if asked.publish:
        report.publish(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
