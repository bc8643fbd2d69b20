"""From the fields of a `usage` record to one row of columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Record, kernel
from streams.events import LARGEST
from streams.fields import COMMON, coded, common, texts, whole
from streams.words import Ints, Text

FIELDS = (*COMMON, "service", "bytes_in", "bytes_out")
NUMBERS: Any = np.arange(len(COMMON), len(FIELDS))
SERVICE, BYTES_IN, BYTES_OUT = NUMBERS

EVENTS = coded("transfer")


@kernel
def fill(
    row: Record,
    text: Text,
    lenient: bool,
    kinds: NDArray[np.uint8],
    begins: Ints,
    lengths: Ints,
    plans: NDArray[np.int16],  # noqa: ARG001 - the same for all streams
    seed: np.uint64,
) -> bool:
    """Fills a row of MOVED from what was found; False: leave it to msgspec. A lenient record has been checked."""
    if not common(row, text, lenient, kinds, begins, lengths, seed, EVENTS) or not texts(kinds, SERVICE):
        return False
    inward, outward = whole(kinds, begins, BYTES_IN, 0, LARGEST), whole(kinds, begins, BYTES_OUT, 0, LARGEST)
    row.bytes = inward + outward
    return min(inward, outward) > -1
