"""From the fields of a `calls` record to one row of columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.calls import ALLOCATABLE
from detectors.kernel import Record, kernel
from streams.events import LARGEST, YEAR_2100
from streams.fields import COMMON, FAIL, charge, code, coded, common, optional, texts, truth, whole
from streams.number_text import begins_with, in_japan, keyed, number_of, reach
from streams.scan import INTEGER, STRING
from streams.words import Ints, Text, hashed

FIELDS = (
    *COMMON, "call", "direction", "from", "to", "network",
    "access", "media", "attest", "verstat", "identity", "pai", "started", "sip", "ring_ms", "talk_ms",
    "answered_by", "dialer", "treatment", "greeting_ms", "agent_ms", "hangup", "voicemail", "pages", "bytes",
    "cost",
)  # fmt: skip
NUMBERS: Any = np.arange(len(FIELDS))  # numpy's integers, since numba compiles callees anew for each of Python's
(
    ID, ACCOUNT, TS, EVENT, API_KEY, CAMPAIGN, CALL, DIRECTION, FROM, TO, NETWORK, ACCESS, MEDIA, ATTEST,
    VERSTAT, IDENTITY, PAI, STARTED, SIP, RING_MS, TALK_MS, ANSWERED_BY, DIALER, TREATMENT, GREETING_MS,
    AGENT_MS, HANGUP, VOICEMAIL, PAGES, BYTES, COST,
) = NUMBERS  # fmt: skip

MOST_SHIFT = np.uint64((1 << 60) - 1)  # a number has at most 50 bits


EVENTS = coded("attempt", "end", "complaint", "opt-out")
DIRECTIONS = coded("outbound", "inbound", "forward")
NETWORKS = coded("pstn", "sip", "app", "video")
ACCESSES = coded("api", "sip-trunk")
MEDIAS = coded("voice", "fax")
ATTESTS = coded("", "A", "B", "C")
ANSWERERS = coded("", "human", "machine", "fax")
TREATMENTS = coded("agent", "message")
HANGUPS = coded("", "caller", "callee", "network")

VALIDATION_FAILED = np.frombuffer(b"TN-Validation-Failed", np.uint8)
VALIDATION_PASSED = np.frombuffer(b"TN-Validation-Passed", np.uint8)
NO_VALIDATION = np.frombuffer(b"No-TN-Validation", np.uint8)


@kernel
def verification(text: Text, at: int, length: int) -> int:
    """1 passed, 2 failed, 3 not validated, 0 anything else."""
    if begins_with(text, at, length, VALIDATION_FAILED):
        return 2
    if begins_with(text, at, length, VALIDATION_PASSED):
        return 1
    return 3 if begins_with(text, at, length, NO_VALIDATION) else 0


@kernel
def fill(
    row: Record,
    text: Text,
    lenient: bool,
    kinds: NDArray[np.uint8],
    begins: Ints,
    lengths: Ints,
    plans: NDArray[np.int16],
    seed: np.uint64,
) -> bool:
    """Fills a row of CALL from what was found; False: leave it to msgspec. A lenient record has been checked."""
    if not common(row, text, lenient, kinds, begins, lengths, seed, EVENTS) or kinds[TO] != STRING:
        return False
    reach(row, text, begins[TO], lengths[TO], plans, seed)
    row.japanese = row.callee_is == ALLOCATABLE and in_japan(row.callee)
    row.shifted = row.callee + np.int64(seed & MOST_SHIFT)
    if row.event > 1:
        return True
    for field in (CALL, DIRECTION, FROM):
        if kinds[field] != STRING or (lengths[field] < 1 and field != FROM):
            return False
    row.call = hashed(text, begins[CALL], lengths[CALL], seed)
    row.caller_is, row.caller = number_of(text, begins[FROM], lengths[FROM], plans, seed)
    row.shown = keyed(row.caller, seed)
    row.from_at, row.from_len = begins[FROM], lengths[FROM]
    row.direction = code(text, begins[DIRECTION], lengths[DIRECTION], DIRECTIONS)
    row.network = optional(kinds, begins, lengths, text, NETWORK, NETWORKS)
    row.access = optional(kinds, begins, lengths, text, ACCESS, ACCESSES)
    row.media = optional(kinds, begins, lengths, text, MEDIA, MEDIAS)
    if row.direction == FAIL or row.network == FAIL or row.access == FAIL or row.media == FAIL:
        return False
    if row.event == 0:
        row.attest = optional(kinds, begins, lengths, text, ATTEST, ATTESTS)
        row.verstat = verification(text, begins[VERSTAT], lengths[VERSTAT]) if kinds[VERSTAT] == STRING else 0
        if kinds[IDENTITY] == STRING:
            row.identity_at, row.identity_len = begins[IDENTITY], lengths[IDENTITY]
        if kinds[PAI] == STRING:
            row.pai_at, row.pai_len = begins[PAI], lengths[PAI]
        return row.attest != FAIL and texts(kinds, VERSTAT) and texts(kinds, IDENTITY) and texts(kinds, PAI)
    return fill_end(row, text, lenient, kinds, begins, lengths)


@kernel
def fill_end(row: Record, text: Text, lenient: bool, kinds: NDArray[np.uint8], begins: Ints, lengths: Ints) -> bool:
    """What only an `end` has."""
    if kinds[STARTED] != INTEGER or not 0 < begins[STARTED] < YEAR_2100 or kinds[TALK_MS] != INTEGER:
        return False
    row.cost = charge(text, kinds[COST], begins[COST], lengths[COST], lenient)
    if row.cost < 0:
        return False
    row.started = begins[STARTED]
    row.talk_ms = whole(kinds, begins, TALK_MS, -2, LARGEST)
    row.ring_ms = whole(kinds, begins, RING_MS, max(row.ts - row.started - row.talk_ms, 0), LARGEST)
    row.greeting_ms = whole(kinds, begins, GREETING_MS, -1, LARGEST)
    row.agent_ms = whole(kinds, begins, AGENT_MS, -1, LARGEST)
    row.bytes = whole(kinds, begins, BYTES, 0, LARGEST)
    pages, sip = whole(kinds, begins, PAGES, 0, LARGEST), whole(kinds, begins, SIP, 0, 999)
    if min(row.talk_ms, row.ring_ms, row.greeting_ms, row.agent_ms, row.bytes, pages, sip) < -1:
        return False
    row.pages, row.sip = min(pages, 1_000_000), sip
    row.answered_by = optional(kinds, begins, lengths, text, ANSWERED_BY, ANSWERERS)
    row.treatment = optional(kinds, begins, lengths, text, TREATMENT, TREATMENTS)
    row.hangup = optional(kinds, begins, lengths, text, HANGUP, HANGUPS)
    row.dialer, row.voicemail = truth(kinds, DIALER), truth(kinds, VOICEMAIL)
    return (
        row.answered_by != FAIL
        and row.treatment != FAIL
        and row.hangup != FAIL
        and row.dialer != FAIL
        and row.voicemail != FAIL
    )
