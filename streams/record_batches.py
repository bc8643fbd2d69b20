"""Kafka's record batches, format 2, in compiled code: where the parts of each record are.

Source: https://kafka.apache.org/documentation/#recordbatch
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, kernel
from streams.words import Text

NULL = -1  # where what is not there begins and ends
NAME = np.frombuffer(b"ingested", np.uint8)
LONGEST_TIME = 18  # digits of a time that a header may claim; Python refuses to read thousands of them
ZERO, NINE = 48, 57

Bounds = NDArray[np.int64]  # of shape (n, 2): where each text begins and ends


@kernel
def number_at(text: Text, at: int, stop: int) -> tuple[Int, Int]:
    """The signed number of variable length at a place, and the place behind it; behind `stop`: it is not whole."""
    value, shift = np.uint64(0), np.uint64(0)
    while at < stop and shift < np.uint64(64):
        byte = np.uint64(text[at])
        at += 1
        value |= (byte & np.uint64(0x7F)) << shift
        if byte < np.uint64(0x80):
            return np.int64(value >> np.uint64(1)) ^ -np.int64(value & np.uint64(1)), at
        shift += np.uint64(7)
    return 0, stop + 1


@kernel
def text_at(text: Text, at: int, stop: int, bounds: Bounds, i: int) -> Int:
    """Writes down where a text is that begins with its length, and returns the place behind it, as above."""
    length, at = number_at(text, at, stop)
    if length > stop - at:
        return stop + 1
    bounds[i, 0], bounds[i, 1] = (at, at + length) if length >= 0 else (NULL, NULL)
    return at + max(length, 0)


@kernel
def lay_out(
    text: Text,
    at: int,
    stop: int,
    first: int,
    time: int,
    offsets: NDArray[np.int64],
    times: NDArray[np.int64],
    keys: Bounds,
    values: Bounds,
    heads: Bounds,
) -> bool:
    """Says of the records of a batch, in text[at:stop], where they are; False: they are not as they should be.

    `first` and `time` are the offset and the time that those of records are counted from; `heads` is where the headers
    are. All have as many places as there are records.
    """
    for i in range(len(offsets)):
        length, begin = number_at(text, at, stop)
        end = begin + length
        if length <= 0 or end > stop:
            return False
        later, at = number_at(text, begin + 1, end)  # behind a byte of attributes, which are none
        further, at = number_at(text, at, end)
        times[i], offsets[i] = time + later, first + further
        at = text_at(text, at, end, keys, i)
        at = text_at(text, at, end, values, i)
        if at > end:
            return False
        heads[i, 0], heads[i, 1] = at, end
        at = end
    return at == stop


@kernel
def is_name(text: Text, at: int, length: int) -> bool:
    """Whether a name is that of the header with the time of ingestion."""
    same = length == len(NAME)
    for i in range(len(NAME) if same else 0):
        same &= text[at + i] == NAME[i]
    return same


@kernel
def time_of(text: Text, begin: int, end: int, otherwise: int) -> Int:
    """The time that a text says in digits; `otherwise` where it says none."""
    if end <= begin or end - begin > LONGEST_TIME:
        return otherwise
    time: Int = 0
    for at in range(begin, end):
        if not ZERO <= text[at] <= NINE:
            return otherwise
        time = 10 * time + np.int64(text[at]) - ZERO
    return time


@kernel
def ingestion(text: Text, heads: Bounds, times: NDArray[np.int64], part: Bounds) -> None:
    """Puts into `times`, for each record, what its last header `ingested` that says a time says.

    `part` has room for the bounds of one text.
    """
    for i in range(len(times)):
        end = heads[i, 1]
        number, at = number_at(text, heads[i, 0], end)
        while number > 0 and at <= end:
            at = text_at(text, at, end, part, 0)
            found = at <= end and is_name(text, part[0, 0], part[0, 1] - part[0, 0])
            at = text_at(text, at, end, part, 0) if at <= end else at
            if found and at <= end:
                times[i] = time_of(text, part[0, 0], part[0, 1], times[i])
            number -= 1
