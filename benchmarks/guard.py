"""Fails where the worker has become slower: what it takes beside a bare `getmany` loop over the same topic.

    python -m benchmarks.guard            # compares with guard.json, in less than a minute
    python -m benchmarks.guard --record   # measures longer and writes guard.json anew

Both take the same records in turns. What is compared is the ratio of their processor time a record, since neighbours
of the machine hardly change that; the ratio of their records a second is shown beside it.
"""

import argparse
import gc
import logging
import sys
from pathlib import Path
from statistics import median
from typing import NamedTuple

import orjson

from benchmarks import machine, throughput
from benchmarks.brokers import broker, filled, forget_settings
from benchmarks.peers.peer import PEERS
from benchmarks.peers.peer import measure as peer
from benchmarks.process import Failed
from streams.settings import Settings
from tests.kafka.jars import NoKafka
from tests.kafka.topics import Topics

RECORDED = Path(__file__).with_name("guard.json")
RECORDS, ACCOUNTS, PARTITIONS = 300_000, 5_000, 4  # as many as let the clock start behind the first commit
ROUNDS, MORE, THOROUGH = 3, 2, 9
ALLOWED = 0.15  # of the recorded ratio


class Ratios(NamedTuple):
    """Of one round: the loop's processor time a record to the worker's, and the worker's pace to the loop's."""

    processor: float
    pace: float


def main(arguments: list[str]) -> int:
    """Measures, compares, says in one line what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guard", description=__doc__)
    parser.add_argument("--record", action="store_true", help="write what is measured to guard.json")
    asked = parser.parse_args(arguments)
    forget_settings()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    gc.set_threshold(100_000)
    try:
        with broker() as bootstrap, filled(bootstrap, {"calls": RECORDS}, ACCOUNTS, PARTITIONS) as settings:
            return _record(settings) if asked.record else _compare(settings)
    except (Failed, NoKafka) as failure:
        print(f"guard: {failure}", file=sys.stderr)
        return 1


def _round(settings: Settings) -> Ratios:
    topics, name = Topics(settings.brokers), settings.topic("calls")
    loop = peer(PEERS["aiokafka-fetch"], topics, name, PARTITIONS, RECORDS)
    worker = throughput.measure(throughput.of_its_own(settings, ["calls"]), ["calls"])
    return Ratios(loop.processor / worker.processor, worker.rate / loop.rate)


def _compare(settings: Settings) -> int:
    recorded = orjson.loads(RECORDED.read_bytes())["ratio"]
    least = (1 - ALLOWED) * recorded
    rounds = [_round(settings) for _ in range(ROUNDS)]
    if not fast(rounds, least):
        rounds += [_round(settings) for _ in range(MORE)]
    ratio, pace = median(r.processor for r in rounds), median(r.pace for r in rounds)
    good = fast(rounds, least)
    said = f"{ratio:.3f} of a worker's processor time a call is that of getmany alone; recorded {recorded:.3f}, "
    print(f"guard: {said}at least {least:.3f}; pace {pace:.3f} of getmany's; {len(rounds)} rounds")
    if not good:
        print(
            "guard: workers have become slower: find out why, or, where it is worth it, python -m benchmarks.guard "
            "--record on a quiet machine",
            file=sys.stderr,
        )
    return 0 if good else 1


def fast(rounds: list[Ratios], least: float) -> bool:
    """Whether the round in the middle is good enough."""
    return median(r.processor for r in rounds) >= least


def _record(settings: Settings) -> int:
    rounds = [_round(settings) for _ in range(THOROUGH)]
    found = machine.about("python -m benchmarks.guard --record") | {
        "ratio": round(median(r.processor for r in rounds), 4),
        "pace": round(median(r.pace for r in rounds), 4),
        "rounds": [round(r.processor, 4) for r in rounds],
    }
    RECORDED.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    print(f"guard: {found['ratio']:.3f}, written to {RECORDED.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
