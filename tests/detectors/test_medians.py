"""The ring of values against a deque."""

from collections import deque
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.medians import LAST, keep, twice_the_median
from detectors.memory import Memory, memory
from streams.reader import as_kernels_see


@kernel
def run(blocks: NDArray[Any], arena: Memory, values: NDArray[np.int64], most: int, found: NDArray[np.int64]) -> None:
    """Twice the median after each value."""
    for i in range(len(values)):
        keep(blocks[0], arena, values[i], most)
        found[i] = twice_the_median(blocks[0], arena)


@settings(deadline=None)
@given(st.lists(st.integers(0, 5) | st.integers(0, 2**53), max_size=200), st.sampled_from((1, 4, 64)))
def test_it_is_the_median_of_the_last_ones(values: list[int], most: int) -> None:
    found = np.zeros(len(values), np.int64)
    blocks = as_kernels_see(np.zeros(1, LAST))
    run(blocks, memory(), np.array(values, np.int64), most, found)
    last: deque[int] = deque(maxlen=most)
    for i, value in enumerate(values):
        last.append(value)
        lower, upper = sorted(last)[(len(last) - 1) // 2], sorted(last)[len(last) // 2]
        assert found[i] == lower + upper
    assert blocks["cells"][0] <= 2 * most
