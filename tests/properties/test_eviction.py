"""Rows of subjects are given back when nothing of them can matter any more, so nobody can tell whether they were."""

import random
from collections.abc import Callable
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.base import ACCOUNT
from detectors.eviction import USED
from detectors.layout import heads
from detectors.spans import DAY, HOUR, MINUTE
from streams.paging import page, pages, restore
from streams.raw import RawBatch
from streams.records import Alert, json
from streams.shard import Shard
from tests.oracle import Event
from tests.product import shard
from tests.traffic import random_traffic
from tests.traffic.mails import random_mails
from tests.traffic.messages import random_messages

TRAFFIC: dict[str, Callable[..., tuple[list[Event], list[Event]]]] = {
    "calls": random_traffic,
    "sms": random_messages,
    "email": random_mails,
}
AT_EACH, NEVER = 0, 1 << 30  # subjects that may come until rows are looked at
FEW = 8  # events a batch, so that no account has more new subjects in one than may come before the first look
PAUSES = (HOUR - 1, HOUR + 10_000, DAY, DAY + 15 * 60_000, 7 * DAY, 31 * DAY)  # about as long as things are remembered


VISIT = 60  # calls or messages at a time
START = 1_790_000_000_000
AGAIN = (MINUTE, HOUR // 2, HOUR + MINUTE, DAY // 2, DAY - HOUR, DAY + HOUR, 8 * DAY, 31 * DAY)  # until the next visit
OLD, NEW = 6, 100  # subjects that are visited again and again; those from 100 on are visited once


def visit(stream: str, subject: int, at: int, number: int) -> list[Event]:
    """Half of what is too much of one subject, so that it counts when that was last visited."""
    spelt = "".join(chr(ord("a") + int(digit)) for digit in str(subject))  # digits in a body tell nothing apart
    if stream == "email":
        mail = {"id": f"{number}", "account": "a", "ts": at, "event": "send", "message": f"m{number}"}
        more = {"header_from": "a@shop.example", "recipients": 600, "unsubscribe": "none"}
        return [mail | more | {"body": f"The offer of {spelt}"}]
    each: list[Event] = [{"id": f"{number}-{i}", "account": "a", "ts": at + i * 100} for i in range(VISIT)]
    if stream == "sms":
        to = {"event": "send", "from": "+81312345678", "to": f"+819012345{subject:03}", "body": None}
        return [one | to | {"message": f"m{one['id']}"} for one in each]
    end = {"event": "end", "direction": "outbound", "from": "+81312345678", "to": "+819012345678", "talk_ms": 9_000}
    end |= {"dialer": True, "answered_by": "human", "campaign": spelt}
    return [one | end | {"call": f"c{one['id']}", "started": one["ts"] - 9_000} for one in each]


def visited(stream: str, visits: list[tuple[int, int]]) -> tuple[list[Event], list[Event]]:
    """An account's record and its events: visits of subjects, each after a pause and after one that is new."""
    events, at = list[Event](), START
    for number, (subject, pause) in enumerate(visits):
        at += pause
        events += visit(stream, NEW + number, at, 2 * number)
        events += visit(stream, subject, at + VISIT * 100, 2 * number + 1)
    return [{"account": "a", "use": "marketing", "limits": {"cps": 1_000}}], events


def with_pauses(events: list[Event], rng: random.Random, pauses: int) -> list[Event]:
    """The same events, everything from some of them on so much later."""
    begins = sorted(rng.randrange(len(events)) for _ in range(pauses))
    out: list[Event] = []
    later = 0
    for begin, end in pairwise([0, *begins, len(events)]):
        out += [
            {name: value + later if name in {"ts", "started"} else value for name, value in event.items()}
            for event in events[begin:end]
        ]
        later += rng.choice(PAUSES)
    return out


def looked_at(of: Shard, room: int | None) -> None:
    """Sets for all accounts how many subjects may come until their rows are looked at; None: as it is."""
    if room is not None:
        for kind in of.layout.subjects[1:]:
            of.tables[ACCOUNT].rows[heads(kind)]["room"][: len(of.names)] = room


def fed(to: Shard, events: list[Event], begin: int = 0, room: int | None = None) -> list[Alert]:
    found: list[Alert] = []
    for at in range(begin, len(events), FEW):
        looked_at(to, room)
        values = [msgspec.json.encode(event) for event in events[at : at + FEW]]
        found += to.feed(RawBatch(to.stream.name, 0, range(at, at + len(values)), values)).alerts
    return found


def rows(of: Shard) -> int:
    """How many rows there had to be."""
    return sum(int(of.tables[kind].used[USED]) for kind in of.layout.subjects[1:])


def saved(of: Shard) -> list[bytes]:
    return [page(of, number) for number in range(pages(of))]


@pytest.mark.parametrize("stream", TRAFFIC)
@settings(max_examples=20, deadline=None)
@given(visits=st.lists(st.tuples(st.integers(0, OLD - 1), st.sampled_from(AGAIN)), min_size=10, max_size=30))
def test_subjects_that_come_again_are_judged_by_what_they_did_of_late(
    stream: str, visits: list[tuple[int, int]]
) -> None:
    records, events = visited(stream, visits)
    never = fed(shard(records, stream=stream), events, room=NEVER)
    assert fed(shard(records, stream=stream), events, room=AT_EACH) == never


@pytest.mark.parametrize("stream", TRAFFIC)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), pauses=st.integers(1, 40))
def test_what_is_said_does_not_depend_on_when_rows_are_looked_at(stream: str, seed: int, pauses: int) -> None:
    rng = random.Random(seed)
    records, events = TRAFFIC[stream](rng.randrange(10_000), 1_200, 3)
    events = with_pauses(events, rng, pauses)
    never = list(map(json, fed(shard(records, stream=stream), events, room=NEVER)))
    assert list(map(json, fed(shard(records, stream=stream), events, room=AT_EACH))) == never
    assert list(map(json, fed(shard(records, stream=stream), events))) == never


@pytest.mark.parametrize("stream", TRAFFIC)
def test_a_shard_that_is_taken_over_gives_back_the_rows_that_it_would_have(stream: str) -> None:
    rng = random.Random(7)
    records, events = visited(stream, [(rng.randrange(OLD), rng.choice(AGAIN)) for _ in range(30)])
    whole, first, second, endless = (shard(records, stream=stream) for _ in range(4))
    middle = len(events) // (2 * FEW) * FEW
    before = fed(first, events[:middle])
    for one in saved(first):
        restore(second, one)
    assert before + fed(second, events, middle) == fed(whole, events) == fed(endless, events, room=NEVER)
    assert saved(second) == saved(whole)
    assert rows(whole) < rows(endless)
