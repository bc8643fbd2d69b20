"""A pool's slots: what each account drew of all, whatever the order in which that is told, and once."""

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.ledger import Portion
from streams.complete import Complete
from streams.events import AccountRecord
from streams.pools import Draw, Pools, PortionOf, draw_of
from streams.raw import RawBatch
from streams.shard import Shard
from streams.stream import STREAMS
from streams.telling import Total
from tests.books import START, event
from tests.product import known
from tests.stories import POLICY
from tests.story_calls import ms

SLOT = ms("5m")
SETTLED = START + SLOT + ms("10m")


def draw(account: str, moved: int, slot: int = START, stream: str = "usage", pool: str = "shared") -> Draw:
    return Draw(pool, account, stream, slot, moved)


def heard(*draws: Draw) -> Pools:
    pools = Pools()
    for one in draws:
        pools.take(one)
    return pools


def test_a_slot_is_looked_at_ten_minutes_after_its_end_and_once() -> None:
    pools = heard(draw("a", 700), draw("b", 300), draw("b", 100, stream="sms"))
    assert not pools.complete(Complete(0, SETTLED - 1))
    assert pools.complete(Complete(0, SETTLED)) == [
        PortionOf("a", START, Portion("shared", 700, 1_100, 2)),
        PortionOf("b", START, Portion("shared", 400, 1_100, 2)),
    ]
    pools.take(draw("a", 9_000))
    assert not pools.complete(Complete(0, SETTLED + ms("1h")))


def test_pools_are_apart_and_only_who_had_more_than_a_quarter_is_told_of() -> None:
    small = [draw(f"a{i}", 100, pool="other") for i in range(4)]
    told = heard(draw("a", 10), *small).complete(Complete(0, SETTLED))
    assert told == [PortionOf("a", START, Portion("shared", 10, 10, 1))]


def test_a_pool_without_a_name_is_none() -> None:
    total = Total("acme", "usage", START, START, 9_000, 0, late=False)
    assert draw_of(total, AccountRecord(account="acme", pool="")) is None
    assert draw_of(total, AccountRecord(account="acme", pool="p")) == draw("acme", 9_000, pool="p")


def test_it_waits_for_every_partition() -> None:
    pools = Pools(range(3))
    pools.take(draw("a", 1))
    assert not pools.complete(Complete(0, SETTLED))
    assert not pools.complete(Complete(2, SETTLED + ms("1h")))
    pools.take(draw("b", 1))
    assert len(pools.complete(Complete(1, SETTLED))) == 2


DRAWS = st.lists(
    st.builds(
        draw,
        st.sampled_from("abc"),
        st.integers(1, 9),
        st.sampled_from([START, START + SLOT]),
        st.sampled_from(["sms", "usage"]),
        st.sampled_from(["shared", "other"]),
    ),
    max_size=20,
)


@settings(max_examples=100, deadline=None)
@given(DRAWS, st.integers(0, 2**32))
def test_neither_order_nor_repetition_of_draws_changes_anything(draws: list[Draw], seed: int) -> None:
    shuffled = random.Random(seed).sample(draws * 2, 2 * len(draws))
    mark = Complete(0, SETTLED + SLOT)
    assert heard(*shuffled).complete(mark) == heard(*draws).complete(mark)


def test_only_who_shares_a_pool_draws_and_only_in_time() -> None:
    shares = msgspec.convert({"account": "a", "pool": "shared"}, AccountRecord)
    total = Total("a", "usage", START, START, 5, 0)
    assert draw_of(total, shares) == draw("a", 5)
    assert draw_of(total, None) is None
    assert draw_of(total, msgspec.convert({"account": "a"}, AccountRecord)) is None
    assert draw_of(msgspec.structs.replace(total, late=True), shares) is None


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([1, 3, 5_000]))
def test_what_comes_when_the_slot_had_settled_by_the_accounts_clock_is_told_as_late(seed: int, batch: int) -> None:
    rng, clock, in_time = random.Random(seed), 0, 0
    events = []
    for i in range(30):
        ts = START + rng.choice([0, SLOT, ms("14m"), ms("15m"), ms("16m"), ms("40m")])
        clock = max(clock, ts)
        events.append(msgspec.json.encode(event("usage", f"e{i}", ts, 10)))
        in_time += 10 * (ts == START and clock < SETTLED)
    shard = Shard(STREAMS["usage"], POLICY, known([{"account": "acme", "pool": "shared"}]))
    told = list[Total]()
    for at in range(0, len(events), batch):
        raw = RawBatch("usage", 0, range(at, at + len(events[at : at + batch])), events[at : at + batch])
        told += [one for one in shard.feed(raw).told if isinstance(one, Total)]
    told += shard.rest()
    of_first = [total.bytes for total in told if total.slot == START and not total.late]
    assert max(of_first, default=0) == in_time
