"""Sends calls at a rate, and among them, from accounts that nobody has heard of, rushes that lead to recommendations.

    python -m benchmarks.pacing BOOTSTRAP TOPIC PARTITIONS RATE SECONDS ACCOUNTS PROBES OUT

OUT is then, as JSON, when the last call of each rush was handed to Kafka, by its account, on the machine's own clock;
and under no name how many records a second there really were.
"""

import asyncio
import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import orjson
import uvloop

from benchmarks import topic
from benchmarks.traffic.calls import ATTEMPT
from benchmarks.traffic.made import DAY_START, Made, key_of, number_of
from benchmarks.traffic.streams import TRAFFIC

TICK = 0.025  # seconds between sends: more often takes more of the two cores than it shows
RUSH = 4  # calls within a second, where three may be


class Pace(NamedTuple):
    """The arguments, in their order."""

    bootstrap: str
    topic: str
    partitions: int
    rate: int  # records a second, without the rushes
    seconds: int
    accounts: int  # those of the rushes come behind them
    probes: int
    out: str


def rush(account: int) -> list[Made]:
    """Calls of which the last is one too many."""
    who = (number_of(account), 4_152_000_000 + account, b"null")
    values = [
        ATTEMPT % (account * RUSH + nth, DAY_START + nth, account, account * RUSH + nth, *who, b"null")
        for nth in range(RUSH)
    ]
    return [Made(key_of(account), DAY_START + nth, value) for nth, value in enumerate(values)]


async def _send(pace: Pace) -> dict[str, float]:
    sender = topic.Sender(pace.bootstrap, pace.topic, pace.partitions)
    await sender.start()
    sent = dict[str, float]()
    try:
        steps = [(keys, sender.packed(records)) for keys, records in _steps(pace)]
        gc.freeze()  # what is packed lives until it is sent
        began = time.monotonic()
        for number, (keys, batches) in enumerate(steps):
            await asyncio.sleep(max(0, began + number * TICK - time.monotonic()))
            now = time.monotonic()
            sent |= dict.fromkeys(keys, now)
            for batch in batches:
                await sender.send(batch)
        took = time.monotonic() - began
        await sender.delivered()
    finally:
        await sender.stop()
    return {"": pace.rate * pace.seconds / took, **sent}


def _steps(pace: Pace) -> Iterator[tuple[list[str], list[Made]]]:
    """What is sent at each step, with the keys of rushes in it: made before, so that sending takes little."""
    total, steps = pace.rate * pace.seconds // 2 * 2, round(pace.seconds / TICK)
    ordinary = list(TRAFFIC["calls"](total, pace.accounts))
    for number in range(steps):
        due, probes = ([amount * step // steps for step in (number, number + 1)] for amount in (total, pace.probes))
        rushes = [rush(pace.accounts + probe) for probe in range(*probes)]
        records = [*ordinary[slice(*due)], *(call for calls in rushes for call in calls)]
        yield [calls[0].key.decode() for calls in rushes], records


if __name__ == "__main__":
    asked = msgspec.convert(sys.argv[1:], Pace, strict=False)
    Path(asked.out).write_bytes(orjson.dumps(uvloop.run(_send(asked))))
