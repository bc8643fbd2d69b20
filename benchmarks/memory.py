"""What a shard costs: bytes an account and microseconds an event.

    python -m benchmarks.memory STREAM RECORDS ACCOUNTS BATCH DETECTORS

prints it as JSON, with the first so many of the stream's detectors; 0: with all. A process of its own for each, since
kernels are compiled for the detectors that there are.
"""

import gc
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

import orjson

from benchmarks.process import Failed
from benchmarks.traffic.made import Made, account_records
from benchmarks.traffic.streams import TRAFFIC
from detectors.base import ACCOUNT, Detector, of_stream
from detectors.memory import TOP
from detectors.policy import load
from streams import stream as streams
from streams.facts import Accounts
from streams.raw import RawBatch
from streams.shard import Shard
from streams.stream import STREAMS

BATCH = 2_500  # records, about what one fetch of 1 MiB holds
CELL = 4  # bytes


class Cost(NamedTuple):
    """Of one shard: bytes an account by where they lie; microseconds of processor time an event, in its second half."""

    stream: str
    accounts: int
    events: int
    rows: float  # the account's own row and its place in the index
    others: float  # rows of its campaigns, templates, people written to most; and their places
    arena: float  # windows, rings and notes of both, each as large as it has had to grow
    facts: float  # the numbers it holds and the limits that it has
    read: float
    judge: float

    @property
    def state(self) -> float:
        """Bytes an account that a shard builds up from events."""
        return self.rows + self.others + self.arena


def measured(stream: str, records: int, accounts: int, batch: int = BATCH, detectors: int = 0) -> Cost:
    """What a process of its own prints; raises Failed where it ends without."""
    arguments = [stream, *map(str, (records, accounts, batch, detectors))]
    command = [sys.executable, "-m", "benchmarks.memory", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)}: {done.stderr.decode()[-2000:]}")
    return Cost(**orjson.loads(done.stdout))


def measure(stream: str, records: int, accounts: int, batch: int = BATCH) -> Cost:
    """Feeds generated traffic of a stream to one shard, so many records at a time."""
    known = Accounts()
    known.feed(_batch("accounts", 0, list(account_records(accounts))))
    shard = Shard(STREAMS[stream], load(), known)
    made = list(TRAFFIC[stream](records, accounts))
    gc.collect()
    gc.freeze()  # as the worker does
    try:
        read, judge, timed = _fed(shard, made, batch)
    finally:
        gc.unfreeze()
    seen = len(shard.names)
    rows = {
        subject: (table.rows.itemsize + 2 * CELL) * int(table.used[0]) / seen for subject, table in shard.tables.items()
    }
    standing = shard.standing
    facts = sum(pool.used * pool.rows.itemsize for pool in (standing.held, standing.timed)) / seen
    return Cost(
        stream=stream,
        accounts=accounts,
        events=records,
        rows=rows[ACCOUNT],
        others=sum(rows.values()) - rows[ACCOUNT],
        arena=int(shard.memory[TOP]) * CELL / seen,
        facts=facts + standing.facts.itemsize,
        read=read / timed * 1e6,
        judge=judge / timed * 1e6,
    )


def _fed(shard: Shard, made: Sequence[Made], batch: int) -> tuple[float, float, int]:
    """Processor seconds to read and to judge the second half, and its events: by then most accounts have been seen."""
    reading = judging = 0.0
    timed = 0
    for at in range(0, len(made), batch):
        raw = _batch(shard.stream.name, at, made[at : at + batch])
        began = time.process_time()
        columns = shard.read(raw)
        read = time.process_time()
        fed = shard.judge(columns)
        judged = time.process_time()
        if fed.dead:
            raise AssertionError(f"a record of the benchmark's own is refused: {fed.dead[0].error}")
        if at + batch > len(made) // 2:
            reading, judging, timed = reading + read - began, judging + judged - read, timed + fed.events
    return reading, judging, timed


def _batch(topic: str, at: int, made: Sequence[Made]) -> RawBatch:
    return RawBatch(
        topic,
        0,
        range(at, at + len(made)),
        [record.value for record in made],
        [record.key for record in made],
        [(("ingested", b"%d" % record.ts),) for record in made],
        [record.ts for record in made],
    )


def main(stream: str, records: int, accounts: int, batch: int, detectors: int) -> None:
    """Prints it."""

    def first(topic: str) -> tuple[type[Detector], ...]:
        return of_stream(topic)[:detectors] if detectors and topic == stream else of_stream(topic)

    streams.of_stream = first  # type: ignore[assignment,attr-defined]
    sys.stdout.buffer.write(orjson.dumps(measure(stream, records, accounts, batch)._asdict()))


if __name__ == "__main__":
    gc.set_threshold(100_000)
    main(sys.argv[1], *map(int, sys.argv[2:]))
