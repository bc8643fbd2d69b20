"""Fails where the worker has become slower: what it takes beside a bare `getmany` loop over the same topic.

    python -m benchmarks.guard            # compares with guard.json, in less than a minute
    python -m benchmarks.guard --record   # measures longer and writes guard.json anew

Both take the same records in turns. Compared is the processor time a record that each took in its best round, since
neighbours of the machine only ever add to it; the ratio of their records a second is shown beside it. Where that is
not enough, further rounds follow, so that only who is slower in all of them is slower.
"""

import argparse
import gc
import logging
import sys
from collections.abc import Sequence
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
RECORDS, ACCOUNTS, PARTITIONS = 600_000, 5_000, 4
ROUNDS, MOST, THOROUGH = 2, 8, 9
ALLOWED = 0.15  # of the recorded ratio


class Round(NamedTuple):
    """Processor seconds a million records of both, and the records a second of the worker by those of the loop."""

    loop: float
    worker: float
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


def _round(settings: Settings) -> Round:
    topics, name = Topics(settings.brokers), settings.topic("calls")
    loop = peer(PEERS["aiokafka-fetch"], topics, name, PARTITIONS, RECORDS)
    worker = throughput.measure(throughput.of_its_own(settings, ["calls"]), ["calls"])
    return Round(loop.processor, worker.processor, worker.rate / loop.rate)


def _compare(settings: Settings) -> int:
    recorded = orjson.loads(RECORDED.read_bytes())["ratio"]
    least = (1 - ALLOWED) * recorded
    rounds = [_round(settings) for _ in range(ROUNDS)]
    while ratio(rounds) < least and len(rounds) < MOST:
        rounds.append(_round(settings))
    found, pace = ratio(rounds), median(r.pace for r in rounds)
    good = found >= least
    said = f"{found:.3f} of a worker's processor time a call is that of getmany alone; recorded {recorded:.3f}, "
    print(f"guard: {said}at least {least:.3f}; pace {pace:.3f} of getmany's; {len(rounds)} rounds")
    if not good:
        print(
            "guard: workers have become slower: find out why, or, where it is worth it, python -m benchmarks.guard "
            "--record on a quiet machine",
            file=sys.stderr,
        )
    return 0 if good else 1


def ratio(rounds: Sequence[Round]) -> float:
    """How much of a worker's processor time a call is that of the loop, each at its best."""
    return min(r.loop for r in rounds) / min(r.worker for r in rounds)


def _record(settings: Settings) -> int:
    rounds = [_round(settings) for _ in range(THOROUGH)]
    found = machine.about("python -m benchmarks.guard --record") | {
        "ratio": round(min(r.loop / r.worker for r in rounds), 4),  # the worst, so that no neighbour fails it
        "pace": round(median(r.pace for r in rounds), 4),
        "rounds": [round(r.loop / r.worker, 4) for r in rounds],
    }
    RECORDED.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    print(f"guard: {found['ratio']:.3f}, written to {RECORDED.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
