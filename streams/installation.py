"""What all workers of an installation share, and what is read of a record rests on."""

from typing import NamedTuple

import numpy as np


class Installation(NamedTuple):
    """`seed` keys the hashes that stand for texts; `malware` are SHA-256 sums, in small letters, of known malware."""

    seed: np.uint64 = np.uint64(0)
    malware: frozenset[str] = frozenset()
