from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import Memory, memory
from detectors.recency import ENTRY, RECENCY, longest_run, remember
from streams.reader import as_kernels_see

Seen = list[tuple[int, int]]  # number, ts
APART = 2


@kernel
def run(
    blocks: NDArray[Any], arena: Memory, seen: NDArray[np.int64], most: int, since: int, found: NDArray[np.int64]
) -> None:
    """After each sighting: how many are kept, the longest run among the recent ones, whether this one is in company."""
    for i in range(len(seen)):
        remember(blocks[0], arena, seen[i, 0], seen[i, 1], most)
        found[i, 0] = blocks[0].kept
        found[i, 1], found[i, 2] = longest_run(blocks[0], arena, since, APART, seen[i, 0])


def told(seen: Seen, most: int, since: int = 0) -> list[list[int]]:
    found = np.zeros((len(seen), 3), np.int64)
    blocks = as_kernels_see(np.zeros(1, RECENCY))
    run(blocks, memory(), np.array(seen, np.int64).reshape(-1, 2), most, since, found)
    assert blocks["cells"][0] < 2 * max(most, 2) * ENTRY
    return found.tolist()


def naive(seen: Seen, most: int, since: int) -> list[list[int]]:
    """The same with a dict from number to when it was last seen, and the turn in which that was said."""
    kept: dict[int, tuple[int, int]] = {}
    found = []
    for turn, (number, ts) in enumerate(seen):
        stamp = (ts, turn)
        if number in kept or len(kept) < most:
            kept[number] = max(kept.get(number, stamp), stamp)
        elif stamp > min(kept.values()):
            del kept[min(kept, key=kept.__getitem__)]
            kept[number] = stamp
        recent = sorted(number for number, (last, _) in kept.items() if last >= since)
        longest = current = 0
        for i, each in enumerate(recent):
            current = current + 1 if i and each - recent[i - 1] <= APART else 1
            longest = max(longest, current)
        company = number in recent and any(other != number and abs(other - number) <= APART for other in recent)
        found.append([len(kept), longest, int(company)])
    return found


@settings(deadline=None)  # the first example compiles
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 12)), max_size=80),
    st.integers(1, 20),
    st.integers(0, 12),
)
def test_the_most_recent_numbers_and_their_runs_are_exact_in_any_order_of_arrival(
    seen: Seen, most: int, since: int
) -> None:
    assert told(seen, most, since) == naive(seen, most, since)


def test_a_number_that_comes_often_is_one_number() -> None:
    assert told([(7, ts) for ts in range(1, 200)], 20)[-1] == [1, 1, 0]


def test_numbers_are_in_a_row_up_to_two_apart() -> None:
    assert told([(10, 1), (12, 1), (13, 1), (16, 1)], 20)[-1] == [4, 3, 0]


def test_a_late_sighting_does_not_make_a_number_older() -> None:
    assert told([(1, 100), (2, 100), (1, 50)], 20, 99)[-1] == [2, 2, 1]
