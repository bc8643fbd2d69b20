"""The table in which the scanner finds the names of a stream's fields."""

import numpy as np
from numpy.typing import NDArray

from streams.scan import LONGEST_KEY, SLOTS, SPREAD, U


def key_table(fields: tuple[str, ...], unread: frozenset[str] = frozenset()) -> tuple[NDArray[np.uint64], np.uint64]:
    """The table in which `field_of` finds `fields`, and its multiplier: no two of them share a slot.

    Those that are `unread` keep their numbers and are not found.
    """
    with np.errstate(over="ignore"):
        for attempt in range(1, 1 << 16):
            multiplier = U((int(SPREAD) * (2 * attempt + 1)) & 0xFFFFFFFFFFFFFFFF)
            table = np.zeros((SLOTS, 3), np.uint64)
            for number, name in enumerate(fields, 1):
                if name in unread:
                    continue
                padded = name.encode().ljust(LONGEST_KEY, b"\0")
                first, last = (U(int.from_bytes(padded[i : i + 8], "little")) for i in (0, 8))
                slot = int(((first ^ (last * SPREAD)) * multiplier) >> U(56))
                if table[slot, 2]:
                    break
                table[slot] = first, last, number
            else:
                return table, multiplier
    message = f"no multiplier keeps these field names apart: {', '.join(fields)}"
    raise AssertionError(message)
