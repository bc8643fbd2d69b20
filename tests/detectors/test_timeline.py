from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import Memory, memory
from detectors.timeline import LATE, LONGEST, TIMELINE, busiest, insert
from streams.reader import as_kernels_see

SECOND = 1_000
# How much later than the newest (or, negative, before it) an attempt happened; borders of a second and of lateness.
STEPS = (0, 0, 1, 250, 499, 500, 999, 1_000, 1_001, 9_000, 20_000, 10**6)
BEHIND = (-1, -250, -999, -1_000, -1_001, -9_000, -9_999, -10_000, -10_001, -10_999, -11_000, -11_001)


@kernel
def run(
    lines: NDArray[Any], arena: Memory, times: NDArray[np.int64], clock: int, found: NDArray[np.int64], judged: int
) -> int:
    """Adds attempts; from the `judged`-th on, the most within a second around each, −1 where it came too late."""
    for i in range(len(times)):
        clock = max(clock, times[i])
        at = insert(lines[0], arena, times[i], clock)
        found[i] = at
        if at >= 0 and i >= judged:
            found[i] = busiest(lines[0], arena, at, SECOND)
    return clock


def around(times: list[int]) -> list[int]:
    found = np.zeros(len(times), np.int64)
    run(as_kernels_see(np.zeros(1, TIMELINE)), memory(1 << 20), np.array(times, np.int64), 0, found, 0)
    return found.tolist()


def naive(times: list[int]) -> list[int]:
    """The same with all that ever came in mind: the most that lie less than a second apart, this one included."""
    kept: list[int] = []
    found = []
    for i, ts in enumerate(times):
        if ts < max(times[: i + 1]) - LATE:
            found.append(-1)
            continue
        kept.append(ts)
        starts = [start for start in kept if ts - SECOND < start <= ts]
        found.append(max(sum(start <= other < start + SECOND for other in kept) for start in starts))
    return found


@st.composite
def arrivals(draw: st.DrawFn) -> list[int]:
    clock, times = 10**12, []
    for step in draw(st.lists(st.sampled_from(STEPS + BEHIND), max_size=80)):
        times.append(clock + step)
        clock = max(clock, clock + step)
    return times


@settings(deadline=None)  # the first example compiles
@given(arrivals())
def test_bursts_are_exact_to_the_millisecond_in_any_order_of_arrival(times: list[int]) -> None:
    assert around(times) == naive(times)


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.integers(0, 12_500), min_size=1, max_size=120))
def test_bursts_are_exact_however_densely_attempts_come(offsets: list[int]) -> None:
    times = [10**12 + offset for offset in offsets]
    assert around(times) == naive(times)


def test_a_second_has_a_thousand_milliseconds() -> None:
    assert around([0, 999])[-1] == 2
    assert around([0, 1_000])[-1] == 1


def test_an_attempt_may_be_ten_seconds_late_and_no_later() -> None:
    assert around([20_000, 10_000]) == [1, 1]
    assert around([20_000, 9_999]) == [1, -1]


def test_a_flood_forgets_its_oldest_attempts_and_keeps_within_its_memory() -> None:
    lines, arena = np.zeros(1, TIMELINE), memory(1 << 21)
    times = np.full(LONGEST + 100, 10**12, np.int64)
    found = np.zeros(len(times), np.int64)
    run(as_kernels_see(lines), arena, times, 0, found, LONGEST + 99)
    assert (lines["length"][0], lines["cells"][0]) == (LONGEST, 2 * LONGEST)
    assert found[-1] == LONGEST


def test_calm_accounts_do_not_grow() -> None:
    lines, arena = np.zeros(1, TIMELINE), memory()
    times = 10**12 + 7_000 * np.arange(10_000, dtype=np.int64)
    run(as_kernels_see(lines), arena, times, 0, np.zeros(len(times), np.int64), 0)
    assert lines["cells"][0] == 4
