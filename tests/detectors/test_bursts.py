from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.bursts import EACH, IN_SECONDS, SECOND, busiest, count, mark, seconds
from detectors.kernel import kernel
from detectors.memory import Memory, memory
from detectors.moments import MOMENTS, forget
from streams.reader import as_kernels_see

MINUTE = 60_000
T0 = 1_790_000_000_000
Times = NDArray[np.int64]
SPANS = (1, 250, SECOND, 1_001)


@kernel
def run(lines: NDArray[Any], arena: Memory, times: Times, horizons: Times, span: int) -> Times:
    """For each time the most within a span around it, by each kind of list; −1 where it lies behind the horizon."""
    found = np.full((len(times), 2), -1, np.int64)
    for i in range(len(times)):
        if times[i] <= horizons[i]:
            continue
        forget(lines[0], arena, horizons[i], times[i], EACH)
        count(lines[0], arena, times[i])
        found[i, 0] = busiest(lines[0], arena, times[i], span, horizons[i])
        forget(lines[1], arena, horizons[i] // SECOND * SECOND - 1, times[i], IN_SECONDS)
        mark(lines[1], arena, times[i])
        found[i, 1] = seconds(lines[1], arena, times[i], SECOND * span, horizons[i])
    return found


def counted(times: list[int], horizons: list[int] | None = None, span: int = SECOND) -> list[list[int]]:
    behind = [0] * len(times) if horizons is None else horizons
    lines = as_kernels_see(np.zeros(2, MOMENTS))
    found: list[list[int]] = run(lines, memory(1 << 20), np.array(times), np.array(behind), span).tolist()
    return found


def naive(times: list[int], horizons: list[int], span: int) -> list[list[int]]:
    """The same with all that ever came in mind."""
    kept: list[int] = []
    found = []
    for ts, horizon in zip(times, horizons, strict=True):
        if ts <= horizon:
            found.append([-1, -1])
            continue
        kept.append(ts)
        live = [time for time in kept if time > horizon]
        most = max(sum(begin <= time < begin + span for time in live) for begin in live if ts - span < begin <= ts)
        wide = SECOND * span
        several = max(
            len({time // SECOND for time in live if begin <= time < begin + wide})
            for begin in live
            if ts - wide < begin <= ts
        )
        found.append([most, several])
    return found


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Times in the order they come, and what lies behind by then: the greatest time less a while, never falling."""
    steps = st.sampled_from((0, 1, 249, 250, 499, 999, 1_000, 1_001, 7 * SECOND, MINUTE, 5 * MINUTE, 60 * MINUTE))
    clock, kept, times, horizons, horizon = T0, draw(st.sampled_from((MINUTE, 10 * MINUTE, 240 * MINUTE))), [], [], 0
    for step, back in draw(st.lists(st.tuples(steps, st.booleans()), min_size=1, max_size=90)):
        ts = clock - step if back else clock + step
        clock = max(clock, ts)
        horizon = max(horizon, clock - kept)
        times.append(ts)
        horizons.append(horizon)
    return times, horizons


@settings(deadline=None)  # the first example compiles
@given(histories(), st.sampled_from(SPANS))
def test_bursts_are_exact_to_the_millisecond_in_any_order_of_arrival(
    history: tuple[list[int], list[int]], span: int
) -> None:
    assert counted(*history, span) == naive(*history, span)


@settings(deadline=None)
@given(st.lists(st.integers(0, 12_500), min_size=1, max_size=150))
def test_bursts_are_exact_however_densely_things_come(offsets: list[int]) -> None:
    times = [T0 + offset for offset in offsets]
    assert counted(times) == naive(times, [0] * len(times), SECOND)


def test_a_second_has_a_thousand_milliseconds() -> None:
    assert counted([T0, T0 + 999])[-1][0] == 2
    assert counted([T0, T0 + 1_000])[-1][0] == 1


def test_four_hours_of_fifty_a_second_stay_exact_wherever_the_next_one_falls() -> None:
    hours = [T0 + 20 * i for i in range(720_000)]
    late = [T0 + 20 * 360_000 + offset for offset in (1, 1, 1, 19)]
    lines, arena = as_kernels_see(np.zeros(2, MOMENTS)), memory(1 << 23)
    times = np.array(hours + late)
    found = run(lines, arena, times, np.zeros(len(times), np.int64), SECOND)
    assert found[:720_000:1_000, 0].max() == 50
    assert found[-4:, 0].tolist() == [51, 52, 53, 54]
    assert (lines["pieces"][0], lines["cells"][0]) <= (800, 8 * 1024)


def test_calm_accounts_do_not_grow() -> None:
    times = np.arange(T0, T0 + 10_000 * 7 * MINUTE, 7 * MINUTE)
    lines = as_kernels_see(np.zeros(2, MOMENTS))
    run(lines, memory(), times, times - 10 * MINUTE, SECOND)
    assert lines["cells"].tolist() == [8, 8]
