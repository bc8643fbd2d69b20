"""Bytes of one buffer, eight at a time, and a hash of some of them."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import COMPILED, Int, kernel

Text = NDArray[np.uint8]
Ints = NDArray[np.int64]

PADDING = 16  # readable bytes that every buffer has behind its last record

U = np.uint64
SPREAD = U(0x9E3779B97F4A7C15)


@kernel
def word(text: Text, at: int) -> np.uint64:
    """The eight bytes from `at` on, the first one lowest."""
    i = U(at)
    return (
        U(text[i])
        | (U(text[i + U(1)]) << U(8))
        | (U(text[i + U(2)]) << U(16))
        | (U(text[i + U(3)]) << U(24))
        | (U(text[i + U(4)]) << U(32))
        | (U(text[i + U(5)]) << U(40))
        | (U(text[i + U(6)]) << U(48))
        | (U(text[i + U(7)]) << U(56))
    )


@kernel
def prefix(text: Text, at: int, length: int) -> np.uint64:
    """The first `length` (at most 8) bytes from `at` on as a number."""
    if length >= 8:
        return word(text, at)
    return word(text, at) & ((U(1) << U(8 * length)) - U(1))


@kernel
def hashed(text: Text, at: int, length: int, seed: np.uint64) -> Int:
    """A 64-bit hash of a text, never 0."""
    h = (seed ^ U(length)) * SPREAD
    done = 0
    while done < length:
        h = (h ^ prefix(text, at + done, length - done)) * SPREAD
        h ^= h >> U(29)
        done += 8
    h = (h ^ (h >> U(32))) * SPREAD
    h ^= h >> U(31)
    return np.int64(h) if h != U(0) else np.int64(1)


if not COMPILED:
    np.seterr(over="ignore")  # plain Python computes hashes with numpy scalars, whose wrapping is meant
