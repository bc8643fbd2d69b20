from collections import deque
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.memory import Memory, memory
from detectors.recent import KEPT, RECENT, is_known, keep
from streams.reader import as_kernels_see


@kernel
def feed(recents: NDArray[Any], arena: Memory, ids: NDArray[np.int64], new: NDArray[np.bool_]) -> None:
    """Says of each id whether it is new."""
    for i in range(len(ids)):
        new[i] = not is_known(recents[0], arena, ids[i])
        if new[i]:
            keep(recents[0], arena, ids[i])


def fed(ids: list[int]) -> tuple[list[bool], NDArray[Any], Memory]:
    recents, arena, new = np.zeros(1, RECENT), memory(), np.zeros(len(ids), np.bool_)
    feed(as_kernels_see(recents), arena, np.array(ids, np.int64), new)
    return new.tolist(), recents, arena


def remembered(ids: list[int]) -> list[bool]:
    """The same from the contract: an id among the last 64 that counted is none."""
    last: deque[int] = deque(maxlen=KEPT)
    said = []
    for id in ids:
        said.append(id not in last)
        if said[-1]:
            last.append(id)
    return said


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.integers(1, 80), max_size=400))
def test_an_id_among_the_last_64_is_not_new(ids: list[int]) -> None:
    assert fed(ids)[0] == remembered(ids)


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.sampled_from((-(2**63), -(2**32), -1, 1, 2**31, 2**32, 2**32 + 1, 2**63 - 1)), max_size=30))
def test_hashes_are_compared_whole(ids: list[int]) -> None:
    assert fed(ids)[0] == remembered(ids)


def test_an_id_is_remembered_for_63_others_and_forgotten_at_the_64th() -> None:
    others = list(range(2, 100))
    assert fed([1, *others[:63], 1])[0][-1] is False
    assert fed([1, *others[:64], 1])[0][-1] is True


def test_repeats_do_not_push_anything_out() -> None:
    assert fed([1, *range(2, 65), *[64] * 500, 1])[0][-1] is False


def test_an_account_of_few_events_has_a_small_block_and_no_account_a_large_one() -> None:
    assert fed([1])[1]["cells"][0] == 4
    assert fed(list(range(1, 10_000)))[1]["cells"][0] == 2 * KEPT
