import random
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import Memory, memory
from detectors.skyline import SKYLINE, fall, most_up, rise
from streams.reader import as_kernels_see

T0, HOUR = 1_790_000_000_000, 3_600_000
FOUR_HOURS = 4 * HOUR


class Step(NamedTuple):
    """A leg comes up, or (`end` > 0) one that was up until `until` has ended; then a look at [look, until_look)."""

    start: int
    until: int
    end: int
    horizon: int
    look: int
    until_look: int


@kernel
def run(lines: NDArray[Any], arena: Memory, steps: NDArray[np.int64], found: NDArray[np.int64]) -> None:
    """The most up at beginnings, after each step."""
    for i in range(len(steps)):
        start, until, end, horizon = steps[i, 0], steps[i, 1], steps[i, 2], steps[i, 3]
        if end > 0:
            fall(lines[0], arena, start, end, until, horizon)
        else:
            rise(lines[0], arena, start, until, horizon)
        found[i] = max(most_up(lines[0], arena, max(steps[i, 4], horizon + 1), steps[i, 5]), -1)


def told(steps: list[Step]) -> list[int]:
    found = np.zeros(len(steps), np.int64)
    run(as_kernels_see(np.zeros(1, SKYLINE)), memory(1 << 20), np.array(steps, np.int64).reshape(-1, 6), found)
    return found.tolist()


def naive(steps: list[Step]) -> list[int]:
    """A sweep over all legs that there ever were."""
    legs: list[list[int]] = []  # start, end, whether it was up at a moment that counted when it came
    found = []
    for step in steps:
        if step.end:
            leg = next(leg for leg in legs if leg[:2] == [step.start, step.until])
            leg[1] = min(leg[1], max(step.end, step.start, step.horizon))
        elif step.until > step.horizon:
            legs.append([step.start, step.until])
        begin = max(step.look, step.horizon + 1)
        moments = {start for start, _ in legs if begin <= start < step.until_look}
        heights = [sum(start <= moment < end for start, end in legs) for moment in moments]
        found.append(max(heights, default=-1))
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Legs that come and end in any order, most of them now, some long ago; the horizon is four hours behind."""
    steps: list[Step] = []
    up: list[tuple[int, int]] = []
    clock, horizon = T0, 0
    for _ in range(draw(st.integers(1, 60))):
        clock += draw(st.sampled_from((0, 0, 1, 1_000, 60_000, HOUR, FOUR_HOURS)))
        horizon = max(horizon, clock - FOUR_HOURS)
        look = draw(st.integers(-3, 3))
        ends: bool = draw(st.booleans())
        if up and ends:
            start, until = up.pop(draw(st.integers(0, len(up) - 1)))
            end = clock - draw(st.sampled_from((0, 0, 1, 1_000, HOUR, 5 * HOUR)))
            steps.append(Step(start, until, end, horizon, start + look, until + look))
            continue
        start = clock - draw(st.sampled_from((0, 0, 0, 1, 1_000, 59_999, HOUR, FOUR_HOURS - 1, FOUR_HOURS, 5 * HOUR)))
        until = start + draw(st.sampled_from((0, 1, 1_000, 60_000, HOUR, FOUR_HOURS, 6 * HOUR)))
        if until > max(start, horizon):  # else there is nothing that could end before
            up.append((start, until))
        steps.append(Step(start, until, 0, horizon, start + look, until + look))
    return steps


@settings(deadline=None, max_examples=300)  # the first example compiles
@given(histories())
def test_it_is_what_a_sweep_over_all_legs_says(steps: list[Step]) -> None:
    assert told(steps) == naive(steps)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32), st.sampled_from((300, 900)))
def test_it_is_so_with_many_legs_at_once(seed: int, legs: int) -> None:
    rng = random.Random(seed)
    steps: list[Step] = []
    up: list[tuple[int, int]] = []
    for i in range(legs):
        now = T0 + 40 * i
        start = now - rng.choice((0, 0, 0, rng.randrange(40 * legs)))
        if up and rng.random() < 0.5:
            start, until = up.pop(rng.randrange(len(up)))
            steps.append(Step(start, until, now, 0, now - 10_000, now))
        else:
            up.append((start, start + FOUR_HOURS))
            steps.append(Step(start, start + FOUR_HOURS, 0, 0, start, start + FOUR_HOURS))
    assert told(steps) == naive(steps)


def test_a_leg_that_ends_as_another_begins_is_not_up_with_it() -> None:
    first, second = Step(T0, T0 + 10, 0, 0, T0, T0 + 10), Step(T0 + 10, T0 + 20, 0, 0, T0, T0 + 20)
    assert told([first, second]) == [1, 1]
    assert told([first, second._replace(start=T0 + 9)]) == [1, 2]


def test_720_000_legs_that_do_not_end_are_all_up() -> None:
    starts = T0 + 20 * np.arange(720_000)
    steps = np.zeros((720_000, 6), np.int64)
    steps[:, 0], steps[:, 1], steps[:, 4], steps[:, 5] = starts, starts + FOUR_HOURS, starts, starts + 1
    lines, arena, found = as_kernels_see(np.zeros(1, SKYLINE)), memory(1 << 24), np.zeros(720_000, np.int64)
    run(lines, arena, steps, found)
    assert found.tolist() == list(range(1, 720_001))
    assert lines["cells"][0] <= 8 * 8192
    steps[:, 2], steps[:, 4], steps[:, 5] = T0 + FOUR_HOURS - 1, T0, T0 + FOUR_HOURS
    run(lines, arena, steps, found)  # now all of them end in the last millisecond, which changes nothing before it
    assert set(found.tolist()) == {720_000}
