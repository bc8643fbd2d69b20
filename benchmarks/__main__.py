"""`make bench`: one worker on a real broker, stream by stream, for calls beside plain Faust; then what a shard costs.

Some ten minutes; `--stream sms` and `--only shard` are parts of it.

RINGFENCE_TEST_BROKER names a broker that is running; otherwise one is started. Other RINGFENCE_ variables do not count.
"""

import argparse
import gc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from benchmarks import memory, plain_faust, reading, report, throughput, topic
from benchmarks.process import Failed
from benchmarks.traffic.made import account_records
from benchmarks.traffic.streams import TRAFFIC
from streams import topics
from streams.settings import PREFIX, Settings
from tests.kafka.broker import Broker, answers
from tests.kafka.jars import NoKafka
from tests.kafka.topics import Topics

KEPT = {"RINGFENCE_CACHE", "RINGFENCE_TEST_BROKER"}
OUT = Path(__file__).with_name("results") / "bench.json"
MANY = 20  # times as many accounts, to see what a shard of small ones costs
WIDTH = 110  # columns, whatever the terminal: the table is copied into documents
SAMPLE = 50_000  # records that are read in two ways


@contextmanager
def broker() -> Iterator[str]:
    """The address of a broker, `host:port`. Raises NoKafka where there is none and none can be started."""
    given = os.environ.get("RINGFENCE_TEST_BROKER")
    if given is None:
        with Broker() as started:
            yield started.bootstrap
    elif answers(given):
        yield given
    else:
        raise NoKafka(f"RINGFENCE_TEST_BROKER: no Kafka broker answers at {given}")


def kafka(asked: argparse.Namespace, found: report.Report) -> None:
    """Measures workers of all streams and plain Faust in turns, so that both meet the same neighbours."""
    with broker() as bootstrap, tempfile.TemporaryDirectory(prefix="ringfence-bench-") as scratch:
        own = Topics(bootstrap)
        settings = Settings(brokers=bootstrap, topic_prefix=own.prefix, partitions=asked.partitions)
        try:
            for stream in asked.stream:
                own.create(stream, asked.partitions, retention_ms=-1)  # the day is past; it is not to be deleted
            topics.apply(settings)
            topic.fill(bootstrap, settings.topic("accounts"), asked.partitions, account_records(asked.accounts))
            for stream in asked.stream:
                made = TRAFFIC[stream](asked.records, asked.accounts)
                topic.fill(bootstrap, settings.topic(stream), asked.partitions, made)
            for _ in range(asked.runs):
                for stream in asked.stream:
                    found.worker(throughput.measure(throughput.of_its_own(settings, stream), stream))
                if "calls" in asked.stream:
                    most = min(asked.plain, asked.records)
                    found.plain(plain_faust.measure(bootstrap, settings.topic("calls"), most, Path(scratch)))
        finally:
            own.delete()


def shard(asked: argparse.Namespace, found: report.Report) -> None:
    """Measures shards and a reader in this process."""
    for stream in asked.stream:
        for accounts in (asked.accounts, MANY * asked.accounts):
            for _ in range(asked.runs):
                found.shard(memory.measure(stream, asked.records, accounts))
    if "calls" in asked.stream:
        sample = [made.value for made in TRAFFIC["calls"](min(asked.records, SAMPLE), asked.accounts)]
        found.reading(reading.measure(sample))


def main(arguments: list[str]) -> int:
    """Measures, prints, and writes the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--stream", choices=TRAFFIC, nargs="+", default=list(TRAFFIC), help="which; else all four")
    parser.add_argument("--records", type=int, default=600_000, help="on each topic; an even number")
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--plain", type=int, default=60_000, help="how many of the records plain Faust takes")
    parser.add_argument("--runs", type=int, default=3, help="of each; the median counts")
    parser.add_argument("--only", choices=("kafka", "shard"), help="one half of it")
    parser.add_argument("--out", type=Path, default=OUT, help="where the figures go, as JSON")
    asked = parser.parse_args(arguments)
    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in KEPT]:
        del os.environ[name]
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # new topics: it tells of every retry until they lead
    gc.set_threshold(100_000)
    asked.out.unlink(missing_ok=True)
    found = report.Report(asked.records, asked.accounts)
    try:
        if asked.only != "shard":
            kafka(asked, found)
        if asked.only != "kafka":
            shard(asked, found)
    except (Failed, NoKafka) as failure:
        print(f"benchmarks: {failure}", file=sys.stderr)
        return 1
    found.show(Console(width=WIDTH))
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(found.json())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
