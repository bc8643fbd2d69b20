from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import LARGEST, Memory, memory
from detectors.windows import WINDOW, drop_oldest, oldest, pane_at, place
from streams.reader import as_kernels_see

PANES = 60
Counts = dict[int, int]


@kernel
def run(windows: NDArray[Any], arena: Memory, panes: NDArray[np.int64], stride: int, held: NDArray[np.int64]) -> None:
    """Counts once in each pane, each of its counters by its number, and forgets those that have left the window."""
    window = windows[0]
    newest = panes[0]
    for i in range(len(panes)):
        newest = max(newest, panes[i])
        while window.length > 0 and arena[oldest(window, stride)] <= newest - 60:
            drop_oldest(window)
        at = pane_at(window, arena, panes[i], stride)
        for k in range(1, stride):
            arena[at + k] += k
    for i in range(window.length):
        for k in range(stride):
            held[i, k] = arena[place(window, i, stride) + k]


def ring(panes: list[int], stride: int) -> list[list[int]]:
    """What the window holds in the end: pane and counters, from the oldest to the newest."""
    held = np.zeros((PANES, stride), np.int64)
    windows, arena = np.zeros(1, np.dtype(WINDOW)), memory()
    run(as_kernels_see(windows), arena, np.array(panes, np.int64), stride, held)
    assert arena[LARGEST] <= 4 * PANES * stride
    kept: list[list[int]] = held[: int(windows["length"][0])].tolist()
    return kept


def naive(panes: list[int], stride: int) -> list[list[int]]:
    counts: Counts = {}
    for pane in panes:
        counts[pane] = counts.get(pane, 0) + 1
        counts = {known: n for known, n in counts.items() if known > max(counts) - PANES}
    return [[pane, *(k * n for k in range(1, stride))] for pane, n in sorted(counts.items())]


@st.composite
def walks(draw: st.DrawFn) -> list[int]:
    """Panes in which something happens, late ones among them, none so late that it is not of the window."""
    newest, panes = 1_000, []
    for step in draw(
        st.lists(st.sampled_from((0, 0, 1, 1, 1, 2, 3, 59, 60, 61, -1, -2, -30, -59)), min_size=1, max_size=150)
    ):
        panes.append(newest + step)
        newest = max(newest, newest + step)
    return panes


@settings(deadline=None)  # the first example compiles
@given(walks(), st.integers(2, 6))
def test_a_window_holds_what_was_counted_in_its_last_sixty_panes(panes: list[int], stride: int) -> None:
    assert ring(panes, stride) == naive(panes, stride)


@settings(deadline=None)  # the first example compiles
@given(st.permutations(range(PANES)), st.integers(2, 6))
def test_sixty_panes_in_any_order_stand_in_theirs(panes: list[int], stride: int) -> None:
    assert [pane for pane, *_ in ring(panes, stride)] == sorted(panes)


@pytest.mark.parametrize("stride", [2, 3, 5, 33])
def test_only_panes_with_something_in_them_take_memory(stride: int) -> None:
    windows, arena = np.zeros(1, np.dtype(WINDOW)), memory()
    run(as_kernels_see(windows), arena, np.array([7, 7, 30], np.int64), stride, np.zeros((PANES, stride), np.int64))
    assert windows["cells"][0] <= 4 * stride
