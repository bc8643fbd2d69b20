"""Texts as sets of hashed features, many texts at a time: words, pairs of words in a row, and four bytes in a row.

All is integer arithmetic, and of each text by itself, so that a text has the same features in whatever company it is.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BITS = 18  # of a feature's number
FEATURES = 1 << BITS
BASE = np.uint64(0x9E3779B97F4A7C15)  # of the polynomial that hashes a word; odd, so that it has an inverse
INVERSE = np.uint64(pow(int(BASE), -1, 1 << 64))
SPREAD = np.uint64(0xD6E8FEB86659FD93)
PAIR, BYTES = np.uint64(0x2545F4914F6CDD1D), np.uint64(0xA24BAED4963EE407)  # what kind of feature it is
GAP = 4  # bytes between two texts, so that no four bytes are of both

Numbers = NDArray[np.uint64]
WORD = re.compile(r"[a-z0\x01\x80-\U0010ffff]+")
_SPLITS = np.array([WORD.fullmatch(chr(byte)) is None for byte in range(256)])  # bytes that are in no word


class Found(NamedTuple):
    """The distinct features of texts: text `rows[i]` has `features[i]`, by row; and each text's words likewise."""

    rows: NDArray[np.int64]
    features: NDArray[np.int64]
    word_rows: NDArray[np.int64]
    words: NDArray[np.int64]


def found(texts: Sequence[str]) -> Found:
    """The features of texts as `models.text.seen` makes them.

    >>> one, both = found(["free prize"]), found(["see you", "free prize"])
    >>> one.features.tolist() == both.features[both.rows == 1].tolist()
    True
    """
    raw = [text.encode("utf-8", "surrogatepass") for text in texts]
    data = np.frombuffer(b"".join(text + bytes(GAP) for text in raw) + bytes(GAP), np.uint8)
    ends = np.cumsum([len(text) + GAP for text in raw])
    words, word_at = _words(data)
    word_rows = np.searchsorted(ends, word_at, side="right")
    follows = word_rows[1:] == word_rows[:-1] if len(words) else np.zeros(0, np.bool_)
    pairs = (words[:-1] * PAIR + words[1:])[follows] if len(words) else words
    pair_rows = word_rows[1:][follows] if len(words) else word_rows
    four, four_at = _four_bytes(data)
    four_rows = np.searchsorted(ends, four_at, side="right")
    word_features = _number(words)
    rows, features = _distinct(
        np.concatenate([word_rows, pair_rows, four_rows]),
        np.concatenate([word_features, _number(pairs), _number(four)]),
    )
    return Found(rows, features, *_distinct(word_rows, word_features))


def _words(data: NDArray[np.uint8]) -> tuple[Numbers, NDArray[np.int64]]:
    """The hash of each word, and where it begins."""
    within = ~_SPLITS[data]
    edges = np.diff(np.concatenate([[0], within.astype(np.int8), [0]]))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    powers = np.full(len(data) + 1, BASE, np.uint64)
    powers[0] = 1
    inverses = np.full(len(data) + 1, INVERSE, np.uint64)
    inverses[0] = 1
    powers, inverses = np.cumprod(powers), np.cumprod(inverses)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum((data.astype(np.uint64) + np.uint64(1)) * powers[:-1])])
    return (sums[ends] - sums[begins]) * inverses[begins], begins


def _four_bytes(data: NDArray[np.uint8]) -> tuple[Numbers, NDArray[np.int64]]:
    """What stands in each four bytes that follow each other in a text, and where."""
    wide = data.astype(np.uint64)
    four = wide[:-3] | wide[1:-2] << np.uint64(8) | wide[2:-1] << np.uint64(16) | wide[3:] << np.uint64(24)
    whole = (data[:-3] != 0) & (data[1:-2] != 0) & (data[2:-1] != 0) & (data[3:] != 0)
    return four[whole] + BYTES, np.flatnonzero(whole)


def _number(hashes: Numbers) -> NDArray[np.int64]:
    mixed = (hashes ^ (hashes >> np.uint64(29))) * SPREAD
    mixed = (mixed ^ (mixed >> np.uint64(32))) * BASE
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


def _distinct(rows: NDArray[np.int64], features: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    both = np.sort(rows << BITS | features)  # numpy's `unique` takes six times as long
    both = both[np.diff(both, prepend=-1) != 0]
    return both >> BITS, both & (FEATURES - 1)
