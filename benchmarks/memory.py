"""What a shard costs: bytes an account and microseconds an event, with the detectors that there are."""

import gc
import time
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.traffic.made import Made, account_records
from benchmarks.traffic.streams import TRAFFIC
from detectors.base import ACCOUNT
from detectors.memory import TOP
from detectors.policy import load
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


def measure(stream: str, records: int, accounts: int) -> Cost:
    """Feeds a generated day of a stream to one shard."""
    known = Accounts()
    known.feed(_batch("accounts", 0, list(account_records(accounts))))
    shard = Shard(STREAMS[stream], load(), known)
    made = list(TRAFFIC[stream](records, accounts))
    gc.collect()
    gc.freeze()  # as the worker does
    try:
        read, judge, timed = _fed(shard, made)
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


def _fed(shard: Shard, made: Sequence[Made]) -> tuple[float, float, int]:
    """Processor seconds to read and to judge the second half, and its events: by then most accounts have been seen."""
    reading = judging = 0.0
    timed = 0
    for at in range(0, len(made), BATCH):
        raw = _batch(shard.stream.name, at, made[at : at + BATCH])
        began = time.process_time()
        batch = shard.read(raw)
        read = time.process_time()
        fed = shard.judge(batch)
        judged = time.process_time()
        if fed.dead:
            raise AssertionError(f"a record of the benchmark's own is refused: {fed.dead[0].error}")
        if at >= len(made) // 2:
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
