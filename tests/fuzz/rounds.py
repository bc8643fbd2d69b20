"""Rounds of traffic in which most records have gone wrong: the same for a stream, a seed and a number."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from streams.placement import home
from streams.raw import Headers, RawBatch
from streams.stream import STREAMS
from tests.oracle import Event
from tests.report_stories import random_reports
from tests.streams.mutations import fields, mutant
from tests.streams.tokens import NO_TEXT
from tests.traffic import PROFILES, random_traffic
from tests.traffic.mails import MAIL_PROFILES, random_mails
from tests.traffic.messages import MESSAGE_PROFILES, random_messages
from tests.traffic.transfers import random_transfers

EVENTS = 2_500  # of a round, before some come again
GONE_WRONG = 0.6  # of them, so that what is left still crosses limits
AGAIN = 0.05  # of them come a second time, as they were
HOUR = 3_600_000
PARTITIONS = 2

Traffic = tuple[list[Event], list[Event]]


class Batch(NamedTuple):
    """Account records that come, then events. `mutated` is how many of both have gone wrong."""

    accounts: RawBatch
    events: RawBatch
    mutated: int


class Round(NamedTuple):
    """One stream's traffic; as a topic has it where there are `partitions`, else as a file."""

    stream: str
    number: int
    partition: int | None
    partitions: int | None
    batches: list[Batch]


SOURCES: dict[str, tuple[Callable[[int, int, int, str], Traffic], Sequence[str]]] = {
    "calls": (random_traffic, sorted(PROFILES.keys() - {"giant"})),
    "sms": (random_messages, sorted(MESSAGE_PROFILES)),
    "email": (random_mails, sorted(MAIL_PROFILES)),
    "usage": (random_transfers, ("all",)),
    "reports": (random_reports, ("mixed", "honest")),
}
assert SOURCES.keys() == STREAMS.keys()


def made(stream: str, seed: int, number: int) -> Round:
    """A round."""
    rng = random.Random(f"{stream}/{seed}/{number}")
    source, profiles = SOURCES[stream]
    records, events = source(rng.randrange(10**6), EVENTS, rng.choice((2, 4, 8)), rng.choice(profiles))
    on_topic = rng.random() < 0.5
    partition = home(rng.choice(events)["account"], PARTITIONS) if on_topic else None
    batches = list(_batches(rng, stream, records, events, partition))
    return Round(stream, number, partition, PARTITIONS if on_topic else None, batches)


def _batches(
    rng: random.Random, stream: str, records: list[Event], events: list[Event], partition: int | None
) -> Iterator[Batch]:
    told, heard, at = 0, 0, 0
    while at < len(events):
        own = _lines(rng, records if not at else rng.sample(records, min(2, len(records))), 0.5)
        accounts = _raw(rng, "accounts", heard, own, partition)
        taken = events[at : at + rng.choice((1, 7, 100, 700))]
        lines = _lines(rng, taken, GONE_WRONG)
        yield Batch(accounts, _raw(rng, stream, told, lines, partition), sum(line.mutated for line in own + lines))
        told, heard, at = told + len(lines), heard + len(own), at + len(taken)


class _Line(NamedTuple):
    record: Event
    value: bytes
    mutated: bool


def _lines(rng: random.Random, records: Sequence[Event], odds: float) -> list[_Line]:
    lines = list[_Line]()
    for record in records:
        whole = fields(record)
        mutated = rng.random() < odds
        lines.append(
            _Line(record, mutant(rng, whole) if mutated else b"{%b}" % b",".join(map(b":".join, whole)), mutated)
        )
        if rng.random() < AGAIN:
            lines.append(lines[-1])
    return lines


def _raw(rng: random.Random, topic: str, first: int, lines: list[_Line], partition: int | None) -> RawBatch:
    """As a file has them, or with the keys and times that a topic has; some of these have gone wrong as well."""
    values: list[bytes | None] = [line.value for line in lines]
    offsets = range(first, first + len(lines))
    if partition is None:
        return RawBatch(topic, 0, offsets, values)
    keys: list[bytes | None] = [
        rng.choice((None, b"", b"another", *NO_TEXT)) if rng.random() < 0.02 else line.record["account"].encode()
        for line in lines
    ]
    values = [None if rng.random() < 0.005 else value for value in values]
    headers: list[Headers] = [_headers(rng, line.record) for line in lines]
    times = [rng.choice((0, 2**62, *(line.record.get("ts", 0),) * 8)) for line in lines]
    return RawBatch(topic, partition, offsets, values, keys, headers, times)


def _headers(rng: random.Random, record: Event) -> Headers:
    """When it came in, mostly."""
    ts = int(record.get("ts", 0))
    said = (str(ts), str(ts), str(ts), str(ts - 2 * HOUR), "9" * 30, "²", "", "-1", "x")
    return [] if rng.random() < 0.5 else [("ingested", rng.choice(said).encode())]
