"""Which partition a key belongs to: murmur2, as Kafka's Java clients have it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from kafka.partitioner.default import murmur2
from numpy.typing import NDArray

SEED, MIX = np.uint32(0x9747B28C), np.uint32(0x5BD1E995)  # murmur2's
WORD, SHORT = 4, 256  # bytes that are mixed at once, and up to which keys are hashed together


def home(key: str | bytes, partitions: int) -> int:
    """The partition of a key.

    >>> home("acme", 8), home(b"acme", 8)
    (4, 4)
    """
    data = key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key
    return int(murmur2(data) & 0x7FFFFFFF) % partitions


def homes(keys: Sequence[bytes], partitions: int) -> list[int]:
    """The partitions of many keys, each as `home` has it, and ten times as fast.

    >>> homes([b"acme", b"a", b""], 8) == [home("acme", 8), home("a", 8), home("", 8)]
    True
    """
    lengths = np.fromiter(map(len, keys), np.int64, len(keys))
    longest = int(lengths.max(initial=0))
    if longest > SHORT:
        return [home(key, partitions) for key in keys]
    width = longest // WORD * WORD + WORD
    words = np.frombuffer(b"".join([key.ljust(width, b"\0") for key in keys]), "<u4").reshape(len(keys), width // WORD)
    found: NDArray[Any] = SEED ^ lengths.astype(np.uint32)
    for place, word in enumerate(words.T[:-1], 1):
        mixed = word * MIX
        mixed = (mixed ^ (mixed >> 24)) * MIX
        found = np.where(lengths >= place * WORD, found * MIX ^ mixed, found)
    rest = words[np.arange(len(keys)), lengths // WORD]
    found = np.where(lengths % WORD > 0, (found ^ rest) * MIX, found)
    found = (found ^ (found >> 13)) * MIX
    belong: list[int] = (((found ^ (found >> 15)) & 0x7FFFFFFF) % partitions).tolist()
    return belong


def misplaced(partition: int, belongs: int, partitions: int) -> str:
    """Why a record of an account of another partition is refused."""
    return (
        f"partition {partition} does not hold this account: murmur2 of its key gives {belongs} of {partitions}; "
        "set the producer's partitioner to murmur2 (librdkafka: partitioner=murmur2_random)"
    )


class Growth(NamedTuple):
    """Topics that had `old` partitions and have `new` ones."""

    old: int
    new: int

    def came(self, key: bytes | None, partition: int) -> bool:
        """Whether a record was sent here since: its key belongs here, and did not before.

        >>> Growth(8, 12).came(b"acme", 0), Growth(8, 12).came(b"acme", 4), Growth(8, 16).came(b"acme", 4)
        (True, False, False)
        """
        if key is None:
            return False
        was, now = _homes(key, *self)
        return now == partition != was


@lru_cache(maxsize=1 << 20)
def _homes(key: bytes, old: int, new: int) -> tuple[int, int]:
    return home(key, old), home(key, new)
