"""The last K values of something, in the order they came, and the median of them."""

import numpy as np

from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory, double, load, store

LAST = np.dtype([*BLOCK, ("turn", "i4"), ("kept", "i4")])
"""A ring of 64-bit values that grows to K of them. `turn` is where the next one goes, `kept` how many there are."""

VALUE = 2  # cells


@kernel
def keep(values: Record, memory: Memory, value: int, most: int) -> None:
    """Takes a value, for the oldest one where there are `most` (a power of two)."""
    if values.turn * VALUE == values.cells:
        if values.turn == most:
            values.turn = 0
        else:
            double(values, memory, values.cells, VALUE)
    store(memory, values.at + values.turn * VALUE, value)
    values.turn += 1
    values.kept = max(values.kept, values.turn)


@kernel
def ranked(values: Record, memory: Memory, rank: int) -> Int:
    """The value that `rank` others stand before when they are sorted."""
    for i in range(values.kept):
        value, less, same = load(memory, values.at + i * VALUE), 0, 0
        for j in range(values.kept):
            other = load(memory, values.at + j * VALUE)
            less += other < value
            same += other == value
        if less <= rank < less + same:
            return value
    return np.int64(0)


@kernel
def twice_the_median(values: Record, memory: Memory) -> Int:
    """Twice, as the median of an even number of values lies half-way between two of them."""
    return ranked(values, memory, (values.kept - 1) // 2) + ranked(values, memory, values.kept // 2)
