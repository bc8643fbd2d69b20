from collections import Counter
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import Memory, memory
from detectors.sightings import (
    FIRST_FREE,
    FOREVER,
    SIGHTINGS,
    add,
    change,
    drop,
    find,
    latest,
    value_of,
)
from detectors.tallies import tally
from streams.compiled import packing
from streams.reader import as_kernels_see

PUT, DROP, TALLY, LATEST, FOREVER_TOO = range(5)
MAP, COUNT, LAST = FIRST_FREE, FIRST_FREE + 1, FIRST_FREE + 2  # kinds
FAR_APART = np.int64(0x1000_0000_0001)
Step = tuple[int, int, int, int, int]  # what to do, the key, until when it counts, the value, the present tick


@kernel
def run(tables: NDArray[Any], arena: Memory, steps: NDArray[np.int64], found: NDArray[np.int64]) -> None:
    """What each step finds."""
    seen = tables[0]
    for i in range(len(steps)):
        what, key, until, value, tick = steps[i, 0], steps[i, 1], steps[i, 2], steps[i, 3], steps[i, 4]
        if what == PUT:
            entry = find(seen, arena, MAP, key)
            found[i] = value_of(arena, entry) if entry != 0 and arena[entry + 2] > tick else -1
            if entry != 0:
                change(arena, entry, until, value)
            else:
                add(seen, arena, MAP, key, until, value, tick)
        elif what == DROP:
            drop(seen, arena, MAP, key)
        elif what == TALLY:
            found[i] = tally(seen, arena, COUNT, key, until, tick)
        elif what == FOREVER_TOO:
            if find(seen, arena, FOREVER, key) == 0:
                add(seen, arena, FOREVER, key, until, value, tick)
        else:
            found[i] = latest(seen, arena, LAST, key, until, tick)


def told(steps: list[Step]) -> tuple[list[int], Any, Memory]:
    tables, arena = as_kernels_see(np.zeros(1, SIGHTINGS)), memory(1 << 20)
    found = np.zeros(len(steps), np.int64)
    run(tables, arena, np.array(steps, np.int64).reshape(-1, 5), found)
    return found.tolist(), tables, arena


def naive(steps: list[Step]) -> list[int]:
    """The same with dicts that never forget."""
    values: dict[int, tuple[int, int]] = {}
    counts: Counter[tuple[int, int]] = Counter()
    last: dict[int, int] = {}
    found = []
    for what, key, until, value, tick in steps:
        said = 0
        if what == PUT:
            before = values.get(key, (0, -1))
            said = before[1] if before[0] > tick else -1
            values[key] = until, value
        elif what == DROP:
            values.pop(key, None)
        elif what == TALLY:
            counts[key, until] += 1
            said = sum(n for (other, end), n in counts.items() if other == key and end > tick)
        else:
            before_until = last.get(key, 0)
            said = before_until if before_until > tick else 0
            last[key] = max(until, before_until if before_until > tick else 0)
        found.append(said)
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    keys = [int(FAR_APART) * i for i in range(1, 1 + draw(st.sampled_from((3, 40))))]
    tick, steps = 1_000, list[Step]()
    for _ in range(draw(st.integers(1, 150))):
        tick += draw(st.sampled_from((0, 0, 0, 1, 5, 100)))
        what = draw(st.sampled_from((PUT, PUT, DROP, TALLY, TALLY, LATEST, LATEST)))
        until = tick + draw(st.sampled_from((1, 2, 6, 60)))
        steps.append((what, draw(st.sampled_from(keys)), until, draw(st.integers(0, 1_000)), tick))
    return steps


@settings(deadline=None, max_examples=300)  # the first example compiles
@given(histories())
def test_it_says_what_dicts_that_never_forget_would_say(steps: list[Step]) -> None:
    assert told(steps)[0] == naive(steps)


def test_a_million_entries_are_found_again_and_cost_at_most_28_bytes_each() -> None:
    n = 1_000_000
    steps = np.zeros((2 * n, 5), np.int64)
    steps[:, 1] = np.tile(np.random.default_rng(1).integers(-(2**62), 2**62, n), 2)
    steps[:, 2], steps[:, 3] = 10_000, np.tile(np.arange(n), 2)
    tables, arena, found = as_kernels_see(np.zeros(1, SIGHTINGS)), memory(1 << 24), np.zeros(2 * n, np.int64)
    run(tables, arena, steps, found)
    assert (found[:n] == -1).all()
    assert (found[n:] == np.arange(n)).all()
    blocks = 0
    for bucket in range(tables["at"][0], tables["at"][0] + 2 * tables["buckets"][0], 2):
        blocks += 1 << max(4 * int(arena[bucket + 1]) - 1, 1).bit_length()
    assert 4 * (blocks + int(tables["cells"][0])) < 28 * n


def test_what_no_longer_counts_is_forgotten() -> None:
    steps = [(PUT, i * int(FAR_APART), i + 10, 0, i) for i in range(10_000)]
    _, tables, _ = told(steps)
    assert tables["entries"][0] < 100
    assert tables["buckets"][0] < 20


def test_one_kind_is_kept_for_ever() -> None:
    @kernel
    def both(tables: NDArray[Any], arena: Memory) -> int:
        for i in range(1_000):
            add(tables[0], arena, FOREVER, i, i, 0, i)
            add(tables[0], arena, MAP, i, i + 1, 0, i)
        kept = 0
        for i in range(1_000):
            kept += find(tables[0], arena, FOREVER, i) != 0
        return kept

    assert both(as_kernels_see(np.zeros(1, SIGHTINGS)), memory()) == 1_000


@settings(deadline=None, max_examples=200)  # the first example compiles
@given(histories(), st.sets(st.integers(1, 40)))
def test_what_is_plucked_is_gone_and_all_else_is_found_as_before(steps: list[Step], chosen: set[int]) -> None:
    _, tables, arena = told([*steps, *((FOREVER_TOO, step[1], step[2], 0, step[4]) for step in steps[::3])])
    keys = {int(FAR_APART) * i for i in chosen}
    before = entries(tables, arena)
    plucked = packing().pluck(tables, arena, np.array(sorted(keys), np.int64))
    after = entries(tables, arena)
    assert after == Counter({one: n for one, n in before.items() if one[1] not in keys})
    assert plucked == before.total() - after.total()
    assert tables["entries"][0] == after.total()
    assert tables["permanent"][0] == sum(n for one, n in after.items() if one[0] == FOREVER)
    further = [(PUT, int(FAR_APART) * i, 10**6, i, 1_000) for i in range(1, 41)]
    again = np.zeros(len(further), np.int64)
    run(tables, arena, np.array(further, np.int64), again)
    kept = {one[1] for one in after if one[0] == MAP and one[2] > 1_000}
    assert {step[1] for step, said in zip(further, again, strict=True) if said != -1} == kept


def entries(tables: Any, arena: Memory) -> Counter[tuple[int, int, int, int]]:  # noqa: ANN401 - a record array
    """All entries: kind, key, tick, value."""
    found = Counter[tuple[int, int, int, int]]()
    for bucket in range(int(tables["at"][0]), int(tables["at"][0]) + 2 * int(tables["buckets"][0]), 2):
        for entry in range(int(arena[bucket]), int(arena[bucket]) + 4 * int(arena[bucket + 1]), 4):
            what = int(arena[entry + 3])
            key = int(arena[entry : entry + 2].view(np.int64)[0])
            found[what & 63, key, int(arena[entry + 2]), what >> 6] += 1
    return found
