"""The order of each account's events is all that counts: not how they are cut, spread, mixed, or sent again."""

import random
from collections import Counter, defaultdict, deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import Event
from tests.product import Said, product
from tests.traffic import Stream, random_traffic, streams

BATCHES, PARTITIONS = (1, 7, 5_000), (1, 4, 12)
REMEMBERED = 64  # ids of an account


def mixed(calls: list[Event], rng: random.Random) -> list[Event]:
    """The accounts' events in another order among each other, the same within each."""
    own: dict[str, list[Event]] = defaultdict(list)
    for call in calls:
        own[call["account"]].append(call)
    turns = [account for account, events in own.items() for _ in events]
    rng.shuffle(turns)
    left = {account: iter(events) for account, events in own.items()}
    return [next(left[account]) for account in turns]


def repeatable(calls: list[Event]) -> set[tuple[str, str]]:
    """Accounts and ids of events that surely counted: the ids that came once, of first attempts, first ends and others.

    Another event under an old id may by itself be a duplicate or not; one of a leg that is known already leaves no id.
    """
    came = Counter((call["account"], call["id"]) for call in calls)
    firsts: dict[tuple[str, str, str], Event] = {}
    for call in calls:
        leg = call["account"], str(call.get("call", call["id"]))
        if (*leg, "end") not in firsts or call["event"] != "attempt":
            firsts.setdefault((*leg, call["event"]), call)
    return {key for key in ((call["account"], call["id"]) for call in firsts.values()) if came[key] == 1}


def with_duplicates(calls: list[Event], rng: random.Random, odds: float) -> list[Event]:
    """The calls, some ids of which come again within their account's last 64, as they were or with other content."""
    out: list[Event] = []
    recent: dict[str, deque[Event]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
    counted = repeatable(calls)
    for call in calls:
        own = recent[call["account"]]
        out.append(call)
        own.append(call)
        while rng.random() < odds:
            again = rng.choice(own)
            if (again["account"], again["id"]) not in counted:
                continue
            changed = (
                {"ts": again["ts"] + rng.choice((-1, 1, 10**9)), "to": "+12125550199"} if rng.random() < 0.5 else {}
            )
            out.append(again | changed)
    return out


def judged(accounts: list[Event], calls: list[Event]) -> Said:
    said = product(accounts, calls)
    assert said.alerts, "traffic in which nothing is found shows nothing"
    return said


@pytest.mark.parametrize("partitions", PARTITIONS)
@pytest.mark.parametrize("batch", BATCHES)
def test_neither_batches_nor_partitions_change_what_is_said(batch: int, partitions: int) -> None:
    accounts, calls = random_traffic(31, 2_500, 6)
    assert product(accounts, calls, batch, partitions).lines == judged(accounts, calls).lines


@pytest.mark.parametrize("seed", [32, 33, 34])
def test_how_accounts_are_mixed_changes_nothing(seed: int) -> None:
    accounts, calls = random_traffic(seed, 8_000, 12)
    rng = random.Random(seed)
    rng.shuffle(other := mixed(accounts, rng))
    for batch, partitions in ((613, 1), (5_000, 5)):
        assert product(other, mixed(calls, rng), batch, partitions).lines == judged(accounts, calls).lines


@pytest.mark.parametrize("seed", [35, 36, 37])
def test_ids_that_come_again_change_nothing(seed: int) -> None:
    accounts, calls = random_traffic(seed, 8_000, 12)
    again = with_duplicates(calls, random.Random(seed), 0.3)
    assert len(again) > 1.2 * len(calls)
    assert product(accounts, again).lines == judged(accounts, calls).lines


@pytest.mark.parametrize("seed", [38, 39, 40])
def test_the_first_half_of_a_stream_has_the_findings_of_the_whole_that_cross_in_it(seed: int) -> None:
    accounts, calls = random_traffic(seed, 8_000, 12)
    whole = judged(accounts, calls)
    place = {(call["account"], call["id"], call["ts"]): i for i, call in reversed(list(enumerate(calls)))}
    for end in (100, len(calls) // 3, len(calls) // 2, len(calls) - 1):
        part = product(accounts, calls[:end])
        assert part.alerts == [a for a in whole.alerts if place[a.account, a.crossing or "", a.ts] < end]
        assert part.records == whole.records[: len(part.records)]


@settings(max_examples=25, deadline=None)
@given(streams(), st.sampled_from(BATCHES), st.sampled_from(PARTITIONS), st.integers(0, 2**16))
def test_the_same_is_said_of_a_small_stream_however_it_comes(
    stream: Stream, batch: int, partitions: int, seed: int
) -> None:
    rng = random.Random(seed)
    said = product(stream.accounts, stream.calls)
    other = with_duplicates(mixed(stream.calls, rng), rng, 0.1)
    assert product(stream.accounts, other, batch, partitions).lines == said.lines
    end = rng.randrange(len(stream.calls) + 1)
    part = product(stream.accounts, stream.calls[:end], batch)
    assert part.alerts == said.alerts[: len(part.alerts)]
    assert part.records == said.records[: len(part.records)]
    assert product(stream.accounts, stream.calls, batch) == said
