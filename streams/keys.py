"""The table in which the scanner finds the names of a stream's fields, `outer.inner` of one within another."""

import numpy as np
from numpy.typing import NDArray

from streams.scan import LONGEST_KEY, OPENS, SLOTS, TOP
from streams.words import SPREAD, U


def key_table(fields: tuple[str, ...], unread: frozenset[str] = frozenset()) -> tuple[NDArray[np.uint64], np.uint64]:
    """The table in which `slot_of` finds `fields`, and its multiplier: no two of them share a slot.

    Those that are `unread` keep their numbers and are not found.
    """
    opening = {name.rpartition(".")[0] for name in fields}
    with np.errstate(over="ignore"):
        for attempt in range(1, 1 << 16):
            multiplier = U((int(SPREAD) * (2 * attempt + 1)) & 0xFFFFFFFFFFFFFFFF)
            table = np.zeros((SLOTS, 4), np.uint64)
            for number, name in enumerate(fields, 1):
                if name in unread:
                    continue
                outer, _, own = name.rpartition(".")
                padded = own.encode().ljust(LONGEST_KEY, b"\0")
                first, last = (U(int.from_bytes(padded[i : i + 8], "little")) for i in (0, 8))
                slot = int(((first ^ (last * SPREAD)) * multiplier) >> U(56))
                if table[slot, 2]:
                    break
                within = 1 + fields.index(outer) if outer else TOP
                table[slot] = first, last, number, within + OPENS * (name in opening)
            else:
                return table, multiplier
    message = f"no multiplier keeps these field names apart: {', '.join(fields)}"
    raise AssertionError(message)
