"""Which partition a key belongs to: murmur2, as Kafka's Java clients have it."""

from functools import lru_cache
from typing import NamedTuple

from kafka.partitioner.default import murmur2


def home(key: str | bytes, partitions: int) -> int:
    """The partition of a key.

    >>> home("acme", 8), home(b"acme", 8)
    (4, 4)
    """
    data = key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key
    return int(murmur2(data) & 0x7FFFFFFF) % partitions


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
