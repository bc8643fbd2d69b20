"""From the fields of a `reports` record to one row of columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Record, kernel
from detectors.reports import KINDS
from detectors.totals import MILLIONTHS
from streams.fields import COMMON, FAIL, charge, coded, identified, optional, texts
from streams.scan import STRING
from streams.words import Ints, Text, hashed

FIELDS = (*COMMON, "channel", "kind", "subject", "reporter", "trust", "detail")
NUMBERS: Any = np.arange(len(COMMON), len(FIELDS))
CHANNEL, KIND, SUBJECT, REPORTER, TRUST, DETAIL = NUMBERS

KIND_CODES = coded(*KINDS)


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
    """Fills a row of REPORTED from what was found; False: leave it to msgspec. A lenient record has been checked."""
    if not identified(row, text, lenient, kinds, begins, lengths, seed):
        return False
    for field in (CHANNEL, SUBJECT, REPORTER, DETAIL):
        if not texts(kinds, field):
            return False
    row.kind = optional(kinds, begins, lengths, text, KIND, KIND_CODES)
    row.reporter = hashed(text, begins[REPORTER], lengths[REPORTER], seed) if kinds[REPORTER] == STRING else 0
    trust = charge(text, kinds[TRUST], begins[TRUST], lengths[TRUST], lenient)
    if row.kind == FAIL or not 0 <= trust <= MILLIONTHS:
        return False
    row.trust = trust
    return True
