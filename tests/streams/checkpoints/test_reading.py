"""A checkpoint is gone on from where it is whole, and from the one before it where it is torn or corrupt."""

import random
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.checkpoints.checkpoint import Checkpoint, Restored
from streams.checkpoints.paged import Page
from streams.checkpoints.reading import State
from streams.checkpoints.saved import PART
from streams.errors import Failed
from tests.streams.checkpoints.keeper import Keeper, Latest, Log, Tally, restored, written

NAMES = "abacabadabacabaeabacabadabacabafzz"


def test_what_is_kept_is_gone_on_from() -> None:
    log: Log = []
    keeper = Keeper(log, NAMES)
    keeper.take(10)
    keeper.keep()
    assert Keeper(log, NAMES).position == 10
    restored(log, NAMES, len(NAMES))


@pytest.mark.parametrize("torn", range(1, 6))
def test_a_checkpoint_that_is_torn_falls_back_to_the_one_before(torn: int) -> None:
    log: Log = []
    keeper = Keeper(log, NAMES)
    for upto in (10, 20):
        keeper.take(upto)
        keeper.keep()
    last = len(log)
    keeper.take(30)
    keeper.keep()
    assert len(log) - torn >= last
    assert Keeper(log[:-torn], NAMES).position <= 20
    restored(log[:-torn], NAMES, len(NAMES))


@pytest.mark.parametrize("upto", [10, 20, 30])
def test_a_value_that_is_not_what_was_written_does_not_count(upto: int) -> None:
    log: Log = []
    keeper = Keeper(log, NAMES)
    for at in (10, 20, 30):
        keeper.take(at)
        keeper.keep()
    for broken in range(len(log)):
        key, value = log[broken]
        assert value is not None
        corrupt = [*log[:broken], (key, value[:-1] + bytes([value[-1] ^ 1])), *log[broken + 1 :]]
        restored(corrupt, NAMES, upto if upto > 20 else 30)


def test_what_is_of_another_layout_is_refused_in_one_line() -> None:
    log: Log = []
    keeper = Keeper(log, NAMES)
    keeper.take(5)
    keeper.state.layout = "2"
    keeper.keep()
    with pytest.raises(Failed, match=r"^ringfence.state is of format 1, layout 2, this version keeps .*: go back to"):
        Keeper(log, NAMES)


def test_a_zombie_writes_what_is_not_believed() -> None:
    log: Log = []
    zombie = Keeper(log, NAMES)
    zombie.take(10)
    zombie.keep()
    owner = Keeper(log, NAMES, 2)
    owner.take(20)
    owner.keep()
    zombie.take(15)
    zombie.keep()
    assert Keeper(log, NAMES, 3).position == 20
    restored(log, NAMES, len(NAMES), 3)


@pytest.mark.parametrize("late", range(3))
def test_pages_that_any_owner_before_writes_late_do_not_take_the_newest_checkpoint_away(late: int) -> None:
    """Of pages that the owners since have not kept anew."""
    log: Log = []
    owners = list[Keeper]()
    for generation in (1, 2, 3):
        owner = Keeper(log, NAMES, generation)
        owner.take(10 * generation)
        owner.keep()
        owners.append(owner)
    owners[late].state.give("f")  # which nobody has been given by then
    owners[late].checkpoint.note(30)
    log += owners[late].pages()
    if late < 2:
        assert Keeper(log, NAMES, 4).position == 30
    following = restored(log, NAMES, 32, 4)
    following.keep()
    assert Keeper(log, NAMES, 5).position == 32


def test_a_zombie_that_writes_over_the_newest_manifest_does_not_take_it_away() -> None:
    log: Log = []
    zombie = Keeper(log, NAMES)
    zombie.take(10)
    zombie.keep()
    zombie.keep()
    owner = Keeper(log, NAMES, 2)
    owner.take(20)
    owner.keep()
    owner.take(25)
    owner.keep()
    for upto in (15, 16):  # one on each side
        zombie.take(upto)
        zombie.log.append(zombie.manifest())
    assert Keeper(log, NAMES, 3).position == 25


def test_pages_of_a_checkpoint_that_was_torn_do_not_spoil_those_that_follow() -> None:
    """The next owner has not come to keeping them again, and its checkpoints count all the same."""
    log: Log = []
    first = Keeper(log, NAMES)
    first.take(10)
    first.keep()
    first.take(16)
    log += first.pages()  # and then it dies
    second = Keeper(log, NAMES, 2)
    second.take(18)
    second.keep(budget=1)
    second.keep(budget=1)
    assert Keeper(log, NAMES, 3).position >= 10
    restored(log, NAMES, len(NAMES), 3)


def test_a_group_that_counts_its_generations_anew_is_newer_all_the_same() -> None:
    log: Log = []
    for generation, upto in ((7, 10), (1, 20), (2, 30)):
        keeper = Keeper(log, NAMES, generation)
        keeper.take(upto)
        keeper.keep()
    assert Keeper(log, NAMES, 3).position == 30


def test_outputs_that_are_there_are_looked_for_until_their_records_have_been_taken_again() -> None:
    """A worker that dies while it catches up must not hide from the next one what the one before it had sent."""
    log: Log = []
    first = Keeper(log, NAMES)
    first.take(10)
    log += first.pages()
    log.append(first.checkpoint.manifest({"calls": 10}, {"alerts": 3}))
    second = Keeper(log, NAMES, 2)
    second.checkpoint = Checkpoint("calls", second.state, 2, newest(log), again=20)
    for upto, ends in ((15, 3), (20, 8)):
        second.take(upto)
        log += second.pages()
        log.append(second.checkpoint.manifest({"calls": upto}, {"alerts": 8}))
        assert newest(log).manifest.ends == {"alerts": ends}


def test_a_page_goes_when_a_checkpoint_without_it_is_whole_and_takes_nothing_with_it_before() -> None:
    log: Log = []
    names = "aabbbbcc"
    keeper = Keeper(log, names, of=Latest)
    whole = 0
    for upto in (1, 2, 3, 4, 6, 7, 8):  # nothing is left of `a`, which is on both sides, from 7 on
        keeper.take(upto)
        begin = len(log)
        keeper.keep()
        for end in range(begin, len(log)):
            assert Keeper(log[:end], names, of=Latest).position == whole
            restored(log[:end], names, len(names), of=Latest)
        whole = upto
    assert not [key for key, value in compacted(log) if key.startswith("page/calls/a/") and value is not None]


def newest(log: Log) -> Restored:
    state = State()
    for key, value in log:
        state.put(key.encode(), value)
    return state.topics["calls"].newest("1")


def test_a_page_larger_than_a_record_is_kept_in_parts() -> None:
    class Large(Tally):
        def page(self, name: str) -> bytes | None:
            return random.Random(self.names[name]).randbytes(3 * PART - 100 * self.names[name] * PART // 100)

        def restore(self, pages: Mapping[str, Page]) -> None:
            self.pages = pages

    log: Log = []
    state = Large()
    checkpoint = Checkpoint("calls", state, 1, newest([]))
    for _ in range(2):
        state.give("a")
        checkpoint.note(0)
        log += written(checkpoint, 1, 1)
        log.append(checkpoint.manifest({"calls": 1}, {}))
    assert all(len(value or b"") < 1_000_000 for _, value in log)
    assert newest(log).pages["a"].data == state.page("a")


def compacted(log: Log) -> Log:
    """What a compacted topic may have left of it: the last value of each key."""
    last = {key: i for i, (key, _) in enumerate(log)}
    return [record for i, record in enumerate(log) if last[record[0]] == i]


class Step(NamedTuple):
    """Names to take, the budget of a checkpoint, and what happens at its end."""

    more: int
    budget: int
    torn: int
    crashes: bool
    compacts: bool


STEPS = st.lists(
    st.builds(
        Step, st.integers(0, 9), st.sampled_from([1, 2, 1 << 30]), st.integers(0, 4), st.booleans(), st.booleans()
    ),
    max_size=12,
)


@settings(max_examples=600, deadline=None)
@given(STEPS, st.text("abcde", min_size=30, max_size=30), st.sampled_from([Tally, Latest]))
def test_any_crash_at_any_record_loses_and_doubles_nothing(steps: list[Step], names: str, of: type[Tally]) -> None:
    """Each step takes some names, keeps what a budget allows, and may crash when some of that is written."""
    log: Log = []
    keeper, generation, begin = Keeper(log, names, of=of), 1, 0
    for step in steps:
        keeper.take(min(keeper.position + step.more, len(names)))
        written = [*keeper.pages(step.budget), keeper.manifest()]
        log += written[: len(written) - step.torn] if step.crashes else written
        log = compacted(log) if step.compacts else log
        keeper.log = log
        if step.crashes:
            generation += 1
            keeper = Keeper(log, names, generation, of)
        before, begin = begin, Keeper(log, names, generation, of).position
        assert begin >= before  # no crash takes away a checkpoint that counted
    restored(log, names, len(names), generation + 1, of)
