"""Accounts that move to other shards are judged on as if they had always been there."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

import msgspec
import pytest

from detectors.spans import DAY
from detectors.texts import AGAINST, SENT
from streams.api_keys import KeyUse
from streams.campaigns import Text, Texts
from streams.checkpoints.paged import Page
from streams.checkpoints.reading import Saved
from streams.complete import Complete
from streams.facts import Accounts
from streams.gathering import Gathering
from streams.internal import KEYS, TEMPLATES, Internal, routed
from streams.paging import page, pages, restore
from streams.pairing import Fired
from streams.placement import Growth, home
from streams.producers import Source
from streams.raw import DeadLetter, RawBatch
from streams.records import Alert
from streams.rescaling.moving import move, move_gathered
from streams.shard import Shard
from streams.stream import STREAMS
from tests.books import START
from tests.detectors.account.test_key_misuse import STORY
from tests.oracle import Event
from tests.stories import POLICY
from tests.traffic import random_traffic

if TYPE_CHECKING:
    from streams.publisher import Publisher


Told = Texts | Fired | KeyUse | Complete


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


class Hearing:
    """Where stages say what they have to tell; all of it arrives at once."""

    def __init__(self) -> None:
        self.told: list[Internal] = []

    async def internal(self, _: Source, records: Iterable[Internal]) -> None:
        self.told += records

    async def dead_letters(self, _: Source, letters: Iterable[DeadLetter]) -> None:
        assert not list(letters)


def gathering(topic: str, partitions: int, hearing: Hearing) -> Gathering:
    stage = Gathering(topic, cast("Publisher", hearing))
    stage.assign(range(partitions), partitions)
    for partition in range(partitions):
        stage.begin(partition, Saved().newest(stage.state(partition).layout), {topic: 0}, 1, 0)
    stage.open()
    return stage


def gathered(stage: Gathering, told: list[Told]) -> None:
    """A stage takes what is told, each where it is gathered."""

    async def take_all() -> None:
        for one in told:
            for topic, partition, _, record in routed([one], 0, len(stage.positions)):
                if topic == stage.topic:
                    value = msgspec.json.encode(record)
                    await stage.take(RawBatch(topic, partition, [stage.positions[partition]], [value]))

    asyncio.run(take_all())


def texts_and_keys(rng: random.Random) -> list[Told]:
    """Texts and keys of a few accounts and days, and reports; ticks say that some days are over."""
    (report,) = STORY.said()
    told: list[Told] = []
    for i in range(400):
        day, account = START // DAY + i // 100, rng.choice("abcdefghij")
        ts = day * DAY + i
        bits = rng.choice([SENT, SENT, AGAINST | SENT])
        told.append(Texts((Text(f"sms/{rng.randrange(9):x}0b1c", account, day * DAY, ts, bits),)))
        told.append(KeyUse(f"k-{rng.randrange(30)}", account, day * DAY, ts))
        if i % 60 == 0:
            told.append(Fired(account, msgspec.structs.replace(report, id=f"{i}", account=account, ts=ts)))
    return told


@pytest.mark.parametrize("topic", [KEYS, TEMPLATES])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_gathered_of_all_accounts_moves_with_what_they_share(topic: str, seed: int) -> None:
    rng = random.Random(seed)
    told = texts_and_keys(rng)
    half = rng.randrange(len(told))
    whole, parts = Hearing(), Hearing()
    one, few, more, heir = (gathering(topic, n, whole if n == 1 else parts) for n in (1, 2, 3, 3))
    ticks = [Complete(partition, START + 3 * DAY) for partition in range(2)]
    gathered(one, [*told[:half], ticks[0], *told[half:]])
    gathered(few, [*told[:half], *ticks])
    for partition, names in move_gathered(few, more).items():
        pages = {name: more.state(partition).page(name) for name in names}
        heir.state(partition).restore({name: Page(0, data) for name, data in pages.items() if data is not None})
    gathered(heir, told[half:])
    assert len(parts.told) > 20
    assert Counter(map(repr, parts.told)) == Counter(map(repr, whole.told))
