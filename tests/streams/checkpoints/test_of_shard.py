"""Pages of a shard that lets accounts go: whichever were kept when it died, nothing is lost and nothing invented."""

import random
from collections import defaultdict

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.spans import DAY, MINUTE
from streams.checkpoints.checkpoint import Checkpoint
from streams.checkpoints.of_shard import ShardPages
from streams.checkpoints.paged import Page
from streams.checkpoints.reading import State
from streams.errors import Failed
from streams.facts_in_use import Recorded
from streams.idle import IDLE, Idle
from streams.raw import RawBatch
from streams.shard import ACCOUNTS_A_PAGE
from tests.oracle import Event
from tests.product import shard
from tests.properties.often import examples
from tests.streams.checkpoints.keeper import Log, written

START = 1_790_000_000_000
ACCOUNTS = 700  # three pages
VISITS = 800
BATCH = 100


def visit(account: str, name: str, ts: int, attempts: int) -> list[Event]:
    """Attempts under a number that is none, of which ten within ten minutes are too many."""
    one: Event = {"account": account, "event": "attempt", "direction": "outbound", "network": "video", "from": "12"}
    each = [{"id": f"{name}-{i}", "call": f"{name}-{i}", "ts": ts + i} for i in range(attempts)]
    return [one | {"to": "+12125550123"} | own for own in each]


def story(seed: int) -> list[bytes]:
    """Accounts that come once or twice to do about half of what is too much; again in months, or never."""
    rng, events, at = random.Random(seed), list[Event](), START
    for number in range(VISITS):
        account = f"a{rng.randrange(ACCOUNTS)}"
        at += rng.randrange(DAY)
        for again in range(rng.randint(1, 2)):
            begin = at + again * rng.randrange(15 * MINUTE)
            events += visit(account, f"{number}-{again}", begin, rng.randint(5, 11))
    return encoded(sorted(events, key=lambda event: event["ts"]))


def encoded(events: list[Event]) -> list[bytes]:
    return list(map(msgspec.json.encode, events))


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
        pages = written(self.checkpoint, self.position, budget)
        return [*pages, self.checkpoint.manifest({"calls": self.position}, {})]

    def keep(self, budget: int = 1 << 30) -> None:
        self.log += self.written(budget)


def undisturbed(events: list[bytes]) -> dict[str, int]:
    """What is found where nobody dies and nobody is let go of."""
    keeper = Keeper([], events, least=1 << 30)
    keeper.take(len(events))
    assert not keeper.left
    assert keeper.said
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


def test_nobody_leaves_who_did_something_that_a_restart_reads_again() -> None:
    """Of two pages one waits to be kept for months; what is read again for it is also of accounts on the other."""
    story = visit("a", "first", START, 6)
    for i in range(ACCOUNTS_A_PAGE):
        story += visit(f"f{i}", f"f{i}", START, 1)
    kept = len(story)
    story += visit("a", "second", START + MINUTE, 12) + visit(f"f{ACCOUNTS_A_PAGE - 1}", "again", START + MINUTE, 1)
    for day in range(3):
        for i in range(BATCH):
            story += visit(f"c{i}", f"{day}-{i}", START + IDLE + (2 + day) * DAY, 1)
    events = encoded(story)
    wanted, log = undisturbed(events), Log()
    first = Keeper(log, events)
    first.take(kept)
    first.keep()
    first.take(len(events))
    first.keep(budget=1)
    second = Keeper(log, events, 2)
    second.take(len(events))
    assert second.said.keys() <= first.said.keys() == wanted.keys()
    assert "a" in second.shard.slots


@examples(25)
@given(st.integers(0, 2**32), st.booleans())
def test_any_crash_at_any_record_loses_and_invents_nothing(seed: int, patient: bool) -> None:  # noqa: FBT001
    """Each checkpoint keeps a page or all; what is written last may be torn."""
    rng, events = random.Random(seed), story(seed)
    wanted, log = undisturbed(events), Log()
    keeper, generation, said, left = Keeper(log, events), 1, set[str](), 0
    while keeper.position < len(events):
        keeper.take(min(keeper.position + rng.choice((50, 500, 3_000)), len(events)))
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
        ShardPages(shard()).restore({"1": Page(0, b"")})
