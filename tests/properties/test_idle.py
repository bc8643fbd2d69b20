"""Accounts that have become idle are let go of when nothing of them can matter any more, so nobody can tell."""

import random
from collections import defaultdict
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.spans import DAY
from streams.idle import Idle
from streams.raw import RawBatch
from streams.records import json
from streams.shard import Shard
from tests.oracle import Event
from tests.product import shard
from tests.properties.keeper import Keeper, heir, lines
from tests.properties.often import examples
from tests.properties.traffic import TRAFFIC

PAUSES = (2 * DAY, 40 * DAY, 95 * DAY, 130 * DAY, 400 * DAY)
TIMES = {"ts", "started"}
KEPT_AGAIN = 0.3  # how often it is, before a batch


class Said(NamedTuple):
    """What was said of events, and told at the end, and how many accounts were let go of meanwhile."""

    said: list[bytes]
    rest: list[bytes]
    left: int


def with_pauses(events: list[Event], rng: random.Random) -> list[Event]:
    """The same events of each account in their order, everything from some of them on so much later; others go on."""
    own = defaultdict[str, list[Event]](list)
    for event in events:
        own[event["account"]].append(event)
    arriving = list[tuple[int, Event]]()
    for account in sorted(own):
        later, newest = rng.choice(PAUSES), 0
        begins = rng.sample(range(1, max(len(own[account]), 2)), k=min(rng.randrange(4), max(len(own[account]) - 1, 1)))
        first = dict[str, int]()  # by id, how much later it came first
        for i, event in enumerate(own[account]):
            later += rng.choice(PAUSES) if i in begins else 0
            if first.setdefault(event["id"], later) != later:
                continue  # a record that comes twice is behind its time, and months are more than anybody waits for
            moved = {name: value + later if name in TIMES else value for name, value in event.items()}
            newest = max(newest, moved["ts"])
            arriving.append((newest, moved))
    return [event for _, event in sorted(arriving, key=lambda one: one[0])]


def judged(by: Shard, events: list[Event], batch: int) -> Said:
    said, left, values = list[bytes](), 0, list(map(msgspec.json.encode, events))
    for begin in range(0, len(values), batch):
        part = values[begin : begin + batch]
        fed = by.feed(RawBatch(by.stream.name, 0, range(begin, begin + len(part)), part))
        assert not fed.dead, f"not a record by the contract: {fed.dead[0].error}"
        said += map(json, fed.said)
        left += len(fed.left)
    return Said(said, sorted(map(json, by.rest())), left)


def often(of: Shard) -> Shard:
    """The same, which lets every single account go that may."""
    of.idle = Idle(least=1, share=1 << 30)
    return of


def both(stream: str, seed: int, batch: int) -> tuple[Said, Said]:
    """What is said by who lets nobody go, and by who lets everybody go that may."""
    rng = random.Random(seed)
    records, events = TRAFFIC[stream](rng.randrange(10_000), 500, 12)
    events = with_pauses(events, rng)
    stays, goes = (shard(records, stream=stream) for _ in range(2))
    return judged(stays, events, batch), judged(often(goes), events, batch)


@examples(20)
@given(st.sampled_from(sorted(TRAFFIC)), st.integers(0, 2**32), st.sampled_from([1, 3, 40]))
def test_what_is_said_does_not_depend_on_who_was_let_go(stream: str, seed: int, batch: int) -> None:
    stays, goes = both(stream, seed, batch)
    assert (goes.said, goes.rest) == (stays.said, stays.rest)


@pytest.mark.parametrize("stream", TRAFFIC)
def test_accounts_of_every_stream_are_let_go_of(stream: str) -> None:
    several = [both(stream, seed, 3) for seed in range(4)]
    assert sum(goes.left for _, goes in several) > 2
    assert [stays.left for stays, _ in several] == [0] * 4
    assert [goes.said for _, goes in several] == [stays.said for stays, _ in several] != [[]] * 4


@examples(20)
@given(st.sampled_from(sorted(TRAFFIC)), st.integers(0, 2**32), st.integers(1, 60))
def test_who_takes_a_shard_over_that_lets_accounts_go_says_what_was_said(stream: str, seed: int, batch: int) -> None:
    """Kept again and again, whatever account records come meanwhile, and taken over at any record."""
    rng = random.Random(seed)
    records, events = TRAFFIC[stream](rng.randrange(10_000), 400, 12)
    events = with_pauses(events, rng)
    versions = [record | {"limits": {"cps": limit}} for record in records for limit in (1, 50)]
    coming = sorted((rng.randrange(len(events) + 50), i) for i in range(len(versions)))
    first, stays, facts = Keeper(stream), Keeper(stream), list[tuple[int, object]]()
    often(first.shard)
    died_at, at, kept, saved_at = rng.randrange(1, len(events)), 0, list[bytes](), 0
    first.shard.again = 0
    said, wanted = list[bytes](), list[bytes]()
    while at < died_at:
        while coming and coming[0][0] <= at:
            facts.append((len(facts), versions[coming.pop(0)[1]]))
            for keeper in (first, stays):
                keeper.hear(*facts[-1])
        if rng.random() < KEPT_AGAIN:
            kept, saved_at = first.state(), at
            first.shard.again = max(at - rng.randrange(50), first.shard.again)  # the oldest page may be older
        end = min(at + rng.randint(1, batch), died_at)
        part = lines(stream, 0, events, at, end)
        said += map(json, first.judge(part))
        wanted += map(json, stays.judge(part))
        at = end
    assert said == wanted
    facts += [(len(facts) + n, versions[i]) for n, (_, i) in enumerate(coming)]
    second, again = heir(first, kept, saved_at, facts), list[bytes]()
    begin = first.shard.again
    while begin < at:
        end = min(begin + rng.randint(1, batch), at)
        again += map(json, second.judge_again(lines(stream, 0, events, begin, end)))
        begin = end
    there = set(again)
    assert [one for one in said if one in there] == again
    for offset, record in facts[len(facts) - len(coming) :]:
        stays.hear(offset, record)
    second.go_on()
    often(second.shard)
    while at < len(events):
        part = lines(stream, 0, events, at, min(at + batch, len(events)))
        assert second.judge(part) == stays.judge(part)
        at += batch
