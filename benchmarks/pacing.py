"""Sends calls at a rate, and among them, from accounts that nobody has heard of, rushes that lead to recommendations.

    python -m benchmarks.pacing BOOTSTRAP TOPIC PARTITIONS RATE SECONDS ACCOUNTS PROBES OUT

OUT is then, as JSON, when the last call of each rush was handed to Kafka, by its account, on the machine's own clock;
and under no name how many records a second there really were.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import NamedTuple

import msgspec
import orjson
import uvloop

from benchmarks import topic
from benchmarks.traffic.calls import ATTEMPT
from benchmarks.traffic.made import DAY_START, Made, key_of, number_of
from benchmarks.traffic.streams import TRAFFIC

TICK = 0.01  # seconds between sends
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
    total = pace.rate * pace.seconds // 2 * 2
    ordinary = list(TRAFFIC["calls"](total, pace.accounts))
    rushes = [rush(pace.accounts + probe) for probe in range(pace.probes)]
    sender = topic.Sender(pace.bootstrap, pace.topic, pace.partitions)
    await sender.start()
    sent, began = dict[str, float](), time.monotonic()
    at = told = 0
    try:
        while at < total or told < pace.probes:
            late = time.monotonic() - began
            due, probes = min(int(late * pace.rate), total), min(int(late * pace.probes / pace.seconds), pace.probes)
            own = rushes[told:probes]
            for made in [*ordinary[at:due], *(call for calls in own for call in calls)]:
                while (full := sender.add(made)) is not None:
                    await sender.submit(full)
            now = time.monotonic()
            sent |= {calls[0].key.decode(): now for calls in own}
            await sender.flush()
            at, told = due, probes
            await asyncio.sleep(TICK)
        took = time.monotonic() - began
        await sender.delivered()
    finally:
        await sender.stop()
    return {"": total / took, **sent}


if __name__ == "__main__":
    asked = msgspec.convert(sys.argv[1:], Pace, strict=False)
    Path(asked.out).write_bytes(orjson.dumps(uvloop.run(_send(asked))))
