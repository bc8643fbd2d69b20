from functools import reduce
from itertools import permutations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.memory import FIRST, LARGEST, TOP, enlarged, give_back, load, memory, store, take
from detectors.pages import owners
from streams.stream import STREAMS

INT64 = st.integers(-(2**63), 2**63 - 1)


class Block(NamedTuple):
    at: int
    cells: int
    mark: int


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.one_of(st.integers(1, 300), st.integers(-20, -1)), max_size=60))
def test_blocks_begin_empty_and_never_share_a_cell(steps: list[int]) -> None:
    """A positive step takes a block of so many cells, a negative one gives back one of those that are out."""
    arena = memory(1 << 15)
    out: list[Block] = []
    for mark, step in enumerate(steps, 1):
        if step > 0:
            at = int(take(arena, step))
            size = 1 << max(1, (step - 1).bit_length())
            assert at >= FIRST
            assert at + size <= arena[TOP]
            assert arena[LARGEST] >= size
            assert not arena[at : at + size].any()
            arena[at : at + size] = mark
            out.append(Block(at, size, mark))
        elif out:
            block = out.pop(step % len(out))
            give_back(arena, block.at, block.cells)
        for block in out:
            assert (arena[block.at : block.at + block.cells] == block.mark).all()


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.integers(1, 300), min_size=1, max_size=20))
def test_what_was_given_back_is_used_again_before_anything_new(sizes: list[int]) -> None:
    arena = memory(1 << 15)
    for at, cells in [(take(arena, cells), cells) for cells in sizes]:
        give_back(arena, at, cells)
    top = arena[TOP]
    again = [int(take(arena, cells)) for cells in sizes]
    assert arena[TOP] == top
    assert len(set(again)) == len(sizes)


@settings(deadline=None)  # the first example compiles
@given(INT64, INT64)
def test_whole_numbers_of_64_bits_come_back_as_they_were(value: int, neighbour: int) -> None:
    arena = memory()
    at = take(arena, 4)
    store(arena, at, value)
    store(arena, at + 2, neighbour)
    assert load(arena, at) == value
    assert load(arena, at + 2) == neighbour


@pytest.mark.parametrize("room", [0, 1, 63, 1 << 16, 1 << 20])
def test_a_larger_arena_holds_the_same_and_has_the_room(room: int) -> None:
    arena = memory()
    at = take(arena, 8)
    arena[at : at + 8] = 7
    larger = enlarged(arena, room)
    assert len(larger) >= larger[TOP] + room
    assert (larger[: len(arena)] == arena).all()
    assert not larger[len(arena) :].any()


def test_state_beyond_what_4_byte_places_can_name_is_refused_in_words() -> None:
    with pytest.raises(MemoryError, match=r"^what its accounts leave behind needs more than 8 GiB; .*partitions"):
        enlarged(memory(), np.iinfo(np.int32).max)


def test_no_owner_of_a_block_can_be_taken_for_another() -> None:
    rows = [stream.layout.row(subject) for stream in STREAMS.values() for subject in stream.layout.subjects]
    blocks = [reduce(lambda part, name: part[name], path, row) for row in rows for path in owners(row)]
    fields = {frozenset((block.fields or {}).items()) for block in blocks}
    assert len(fields) > 1
    assert not [(one, other) for one, other in permutations(fields, 2) if one < other]
