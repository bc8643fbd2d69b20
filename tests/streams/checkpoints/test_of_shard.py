"""The pages of a shard that lets accounts go: whatever of them was kept when it died, nothing is lost and nothing invented."""

import random
from collections import defaultdict
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.spans import DAY, MINUTE
from streams.checkpoints.checkpoint import Checkpoint
from streams.checkpoints.of_shard import ShardPages
from streams.checkpoints.reading import State
from streams.errors import Failed
from streams.facts_in_use import Recorded
from streams.idle import Idle
from streams.raw import RawBatch
from streams.shard import ACCOUNTS_A_PAGE
from tests.oracle import Event
from tests.product import shard
from tests.properties.often import examples
from tests.streams.checkpoints.keeper import Log

START = 1_790_000_000_000
ACCOUNTS = 700  # three pages
VISITS = 900
BATCH = 100


def story(seed: int) -> list[bytes]:
    """Accounts that come to do half of what is too much, in two visits, and again in months or never."""
    rng, events, at = random.Random(seed), list[tuple[int, Event]](), START
    for number in range(VISITS):
        account = f"a{rng.randrange(ACCOUNTS)}"
        at += rng.randrange(DAY)
        for visit in range(rng.randint(1, 2)):
            for i in range(6):
                ts = at + visit * rng.randrange(15 * MINUTE) + i
                name = f"{number}-{visit}-{i}"
                event = {"id": name, "account": account, "ts": ts, "event": "attempt", "call": f"c{name}"}
                events.append(
                    (ts, event | {"direction": "outbound", "network": "video", "from": "12", "to": "+12125550123"})
                )
    return [msgspec.json.encode(event) for _, event in sorted(events, key=lambda one: one[0])]


class Keeper:
    """Judges a story and keeps its shard, as a stage does; what has been kept in the log is gone on from."""

    def __init__(self, log: Log, events: list[bytes], generation: int = 1, least: int = 1) -> None:
        self.log, self.events = log, events
        self.shard = shard()
        self.shard.idle = Idle(least, share=1 << 30)
        self.said = defaultdict[str, int](int)  # ids of findings, and how often
        self.left = 0
        pages, state = ShardPages(self.shard), State()
        for key, value in log:
            state.put(key.encode(), value)
        after = state.topics["calls"].newest(pages.layout)
        pages.restore(after.pages)
        self.position = after.manifest.positions.get("calls", 0)
        self.checkpoint = Checkpoint("calls", pages, generation, after)
        self.shard.facts.recorded = Recorded({}, self.shard.known)
        self.take(int(self.shard.taken.max(initial=0)))
        self.shard.facts.recorded, self.shard.taken = None, self.shard.taken[:0]

    def take(self, upto: int) -> None:
        while self.position < upto:
            begin, end = self.position, min(self.position + BATCH, upto)
            self.shard.again = self.checkpoint.position
            fed = self.shard.feed(RawBatch("calls", 0, range(begin, end), self.events[begin:end]))
            assert not fed.dead
            for alert in fed.alerts:
                self.said[alert.id] += 1
            self.left += len(fed.left)
            self.checkpoint.note(begin)
            self.position = end

    def written(self, budget: int) -> Log:
        pages, _ = self.checkpoint.pages(self.position, budget)
        return [*pages, self.checkpoint.manifest({"calls": self.position}, {})]

    def keep(self, budget: int = 1 << 30) -> None:
        self.log += self.written(budget)


def undisturbed(events: list[bytes]) -> dict[str, int]:
    """What is found where nobody dies and nobody is let go of."""
    keeper = Keeper([], events, least=1 << 30)
    keeper.take(len(events))
    assert not keeper.left
    assert len(keeper.said) > 100
    return keeper.said


@pytest.fixture(scope="module")
def events() -> list[bytes]:
    return story(1)


def test_a_shard_goes_on_from_checkpoints_before_and_after_it_let_accounts_go(events: list[bytes]) -> None:
    wanted, log, before = undisturbed(events), Log(), 0
    first = Keeper(log, events)
    for upto in range(BATCH, len(events) * 3 // 4, BATCH):
        first.take(upto)
        first.keep()
        before = len(log) if not first.left else before
    stayed = first.shard.slots.keys()
    assert first.left > ACCOUNTS_A_PAGE > len(first.shard.names) - len(stayed) > 0
    early, late = Keeper(log[:before], events, 2), Keeper(list(log), events, 2)
    assert late.shard.slots.keys() == stayed
    assert not early.shard.slots.keys() <= stayed
    for heir in (early, late):
        heir.take(len(events))
        assert first.said.keys() | heir.said.keys() == wanted.keys()
        assert set(heir.said.values()) == {1}
        heir.keep()
        assert Keeper(heir.log, events, 3).shard.slots.keys() == heir.shard.slots.keys()


@examples(25)
@given(st.integers(0, 2**32), st.booleans())
def test_any_crash_at_any_record_loses_and_invents_nothing(seed: int, patient: bool) -> None:  # noqa: FBT001
    """Each checkpoint keeps a page or all; what is written last may be torn."""
    rng, events = random.Random(seed), story(seed)
    wanted, log = undisturbed(events), Log()
    keeper, generation, said, left = Keeper(log, events), 1, set[str](), 0
    while keeper.position < len(events):
        keeper.take(min(keeper.position + rng.randrange(1, 600), len(events)))
        said |= keeper.said.keys()
        left += keeper.left
        written = keeper.written(1 if rng.random() < 0.7 else 1 << 30)
        dies = rng.random() < (0.1 if patient else 0.4)
        log += written[: rng.randint(0, len(written))] if dies else written
        if dies:
            generation += 1
            keeper = Keeper(log, events, generation)
            said |= keeper.said.keys()
    assert said == set(wanted)


def test_a_page_that_is_missing_is_no_page_without_accounts() -> None:
    with pytest.raises(Failed, match=r"^ringfence.state: there is no page 0 of 1 of calls$"):
        ShardPages(shard()).restore({"1": next(pages())})


def pages() -> Iterator[object]:
    yield None
