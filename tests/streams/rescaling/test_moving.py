"""Accounts that move to other shards are judged on as if they had always been there."""

import msgspec
import pytest

from streams.facts import Accounts
from streams.paging import page, pages, restore
from streams.placement import Growth, home
from streams.raw import RawBatch
from streams.records import Alert
from streams.rescaling.moving import move
from streams.shard import Shard
from streams.stream import STREAMS
from tests.oracle import Event
from tests.stories import POLICY
from tests.traffic import random_traffic


def shards(accounts: list[Event], partitions: int) -> dict[int, Shard]:
    known = Accounts()
    known.feed(RawBatch("accounts", 0, range(len(accounts)), [msgspec.json.encode(record) for record in accounts]))
    return {p: Shard(STREAMS["calls"], POLICY, known, p, partitions) for p in range(partitions)}


def judged(by: dict[int, Shard], calls: list[Event]) -> list[Alert]:
    found = []
    for partition, shard in by.items():
        own = [call for call in calls if home(str(call["account"]), len(by)) == partition]
        found += shard.feed(RawBatch("calls", partition, range(len(own)), [msgspec.json.encode(c) for c in own])).alerts
    return found


@pytest.mark.parametrize(("few", "more"), [(2, 3), (1, 4)])
def test_what_is_found_is_what_one_shard_finds(few: int, more: int) -> None:
    accounts, calls = random_traffic(7, events=6_000, accounts=30)
    whole, old, new = shards(accounts, 1), shards(accounts, few), shards(accounts, more)
    found = judged(old, calls[:3_000])
    for shard in old.values():
        move(shard, new)
    assert sorted(name for shard in new.values() for name in shard.names) == sorted(
        name for shard in old.values() for name in shard.names
    )
    found += judged(new, calls[3_000:])
    assert sorted(alert.id for alert in found) == sorted(alert.id for alert in judged(whole, calls))


def test_what_belongs_elsewhere_is_not_moved_and_still_does_when_state_is_taken_over() -> None:
    (one, *_), new = shards([], 2).values(), shards([], 3)
    names = [f"account-{i}" for i in range(20)]
    values = [msgspec.json.encode(msgspec.json.decode(STREAMS["calls"].example) | {"account": name}) for name in names]
    raw = RawBatch("calls", 0, range(len(names)), values, [name.encode() for name in names], [()] * 20, [1] * 20)
    misplaced = [letter.key for letter in one.feed(raw).dead]
    assert 0 < len(misplaced) < len(names)
    move(one, new)
    moved = {name.encode() for shard in new.values() for name in shard.names}
    assert moved == {name.encode() for name in names} - set(misplaced)
    heir = shards([], 2)[0]
    for number in range(pages(one)):
        restore(heir, page(one, number))
    assert [letter.key for letter in heir.feed(raw._replace(offsets=range(20, 40))).dead] == misplaced


def test_every_record_counts_before_there_are_more_partitions_or_after() -> None:
    growth = Growth(2, 3)
    for name in map(str, range(50)):
        was, now = home(name, 2), home(name, 3)
        assert [growth.came(name.encode(), partition) for partition in range(3)] == [
            partition == now != was for partition in range(3)
        ]
    assert not growth.came(None, 0)
