from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import BLOCK, Memory, memory
from detectors.recency import latest_in, remember
from streams.reader import as_kernels_see

Sightings = list[tuple[int, int]]  # key, ts


@kernel
def run(
    blocks: NDArray[Any],
    arena: Memory,
    sightings: NDArray[np.int64],
    most: int,
    since: NDArray[np.int64],
    found: NDArray[np.int64],
) -> None:
    """After each sighting, how many of the keys were last seen after each of `since`."""
    for i in range(len(sightings)):
        remember(blocks[0], arena, sightings[i, 0], sightings[i, 1], most)
        for j in range(len(since)):
            found[i, j] = latest_in(blocks[0], arena, since[j])


def counted(sightings: Sightings, most: int, since: list[int]) -> list[list[int]]:
    found = np.zeros((len(sightings), len(since)), np.int64)
    seen = np.array(sightings, np.int64).reshape(-1, 2)
    run(as_kernels_see(np.zeros(1, np.dtype(BLOCK))), memory(), seen, most, np.array(since, np.int64), found)
    return found.tolist()


def distinct(sightings: Sightings, since: int) -> int:
    """How many keys were seen after a time, with all that ever came in mind."""
    return len({key for key, ts in sightings if ts > since})


@settings(deadline=None)  # the first example compiles
@given(
    st.lists(st.tuples(st.integers(-3, 12), st.integers(1, 40)), max_size=60),
    st.integers(1, 10),
    st.lists(st.integers(-1, 41), min_size=1, max_size=5),
)
def test_at_least_k_distinct_is_exact_in_any_order_of_arrival(
    sightings: Sightings, most: int, since: list[int]
) -> None:
    found = counted(sightings, most, since)
    for i, counts in enumerate(found, 1):
        assert counts == [min(most, distinct(sightings[:i], after)) for after in since]


@pytest.mark.parametrize("most", [1, 2, 3, 10, 50])
def test_a_key_that_comes_often_is_one_key(most: int) -> None:
    assert counted([(7, ts) for ts in range(1, 200)], most, [0])[-1] == [1]


def test_the_end_of_the_window_is_exclusive() -> None:
    assert counted([(1, 100), (2, 101)], 10, [99, 100, 101])[-1] == [2, 1, 0]


def test_a_late_sighting_does_not_make_a_key_older() -> None:
    assert counted([(1, 100), (1, 50)], 10, [99])[-1] == [1]
