"""Generated traffic for whoever wants to try something on it, to files or to Kafka; the same for the same sizes.

    python -m benchmarks.traffic --records 600000 --out FOLDER
    python -m benchmarks.traffic --records 600000 --brokers HOST:PORT

so many records of each stream. Topics are to be there already: `ringfence topics apply`.
"""

import argparse
import logging
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks import topic
from benchmarks.traffic.made import Made, account_records
from benchmarks.traffic.streams import TRAFFIC
from streams.settings import Settings


def write(path: Path, made: Iterable[Made]) -> int:
    """Lines of a file; returns how many."""
    count = 0
    with path.open("wb", buffering=1 << 20) as file:
        for record in made:
            file.write(record.value + b"\n")
            count += 1
    return count


def main() -> None:
    """Makes it, and says how fast."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.traffic", description=__doc__)
    parser.add_argument("--stream", choices=TRAFFIC, nargs="+", default=list(TRAFFIC), help="which; else all four")
    parser.add_argument("--records", type=int, default=600_000, help="of each stream; an even number")
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--partitions", type=int, default=8)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="FOLDER")
    where.add_argument("--brokers", metavar="HOST:PORT")
    asked = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)

    def sources() -> Iterator[tuple[str, Iterable[Made]]]:
        yield "accounts", account_records(asked.accounts)
        for stream in asked.stream:
            yield stream, TRAFFIC[stream](asked.records, asked.accounts)

    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
    for name, made in sources():
        began = time.monotonic()
        if asked.out:
            count = write(asked.out / f"{name}.ndjson", made)
        else:
            count = topic.fill(asked.brokers, Settings().topic(name), asked.partitions, made)
        print(f"{name}: {count:,} records, {count / (time.monotonic() - began):,.0f} a second")


if __name__ == "__main__":
    main()
