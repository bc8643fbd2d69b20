"""People's numbers as what may be written down: hashes under a key that all workers of an installation share."""

from hashlib import blake2b

from streams.identity import identity


def pseudonym(number: str, key: str) -> str:
    """The keyed hash that stands for a number or address in outputs: the same for all workers with this key.

    >>> pseudonym("+14155550100", "secret") == pseudonym("+14155550100", "another")
    False
    """
    return identity(number, key=blake2b(key.encode(), digest_size=32).digest() if key else b"")
