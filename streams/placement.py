"""Which partition a key belongs to: murmur2, as Kafka's Java clients have it."""

from kafka.partitioner.default import murmur2


def home(key: str, partitions: int) -> int:
    """The partition of a key.

    >>> home("acme", 8)
    4
    """
    return int(murmur2(key.encode("utf-8", "surrogatepass")) & 0x7FFFFFFF) % partitions


def elsewhere(partition: int, belongs: int, partitions: int) -> str:
    """Why a record is refused that another partition should have."""
    return (
        f"partition {partition} does not hold this account: murmur2 of its key gives {belongs} of {partitions}; "
        "set the producer's partitioner to murmur2 (librdkafka: partitioner=murmur2_random)"
    )
