"""The columns of the `calls` stream: one row an event, as compiled detectors see it.

Times and durations are milliseconds. −1 in `agent_ms` and `greeting_ms` means null; every other absent field has its
default. `caller` and `callee` are the digits of an E.164 number, or a negative hash of the text where it is anything
else.
"""

import numpy as np

ATTEMPT, END, COMPLAINT, OPT_OUT = 0, 1, 2, 3  # event
OUTBOUND, INBOUND, FORWARD = 0, 1, 2  # direction
PSTN, SIP, APP, VIDEO = 0, 1, 2, 3  # network
API, SIP_TRUNK = 0, 1  # access
VOICE, FAX = 0, 1  # media
UNKNOWN_PARTY, HUMAN, MACHINE, FAX_MACHINE = 0, 1, 2, 3  # answered_by
AGENT, MESSAGE = 0, 1  # treatment
NOBODY, CALLER, CALLEE, NETWORK = 0, 1, 2, 3  # hangup
NO_VERSTAT, VERIFIED, FAILED, NOT_VALIDATED = 0, 1, 2, 3  # verstat
# What a number is: allocatable E.164, E.164 digits that no plan allocates, not E.164 at all,
# dialled as a short code, withheld, a SIP URI
ALLOCATABLE, UNALLOCATABLE, MALFORMED, SHORT_CODE, ANONYMOUS, SIP_URI = 0, 1, 2, 3, 4, 5

UNKNOWN_HOLDER, HELD, NOT_HELD = (
    0,
    1,
    2,
)  # owned: whether the account may show this caller id; unknown without a record of it

CALL = np.dtype(
    [
        ("ts", "i8"),
        ("id", "i8"),
        ("account", "i8"),  # two hashes of the account id; together they name it
        ("check", "i8"),
        ("call", "i8"),
        ("caller", "i8"),
        ("callee", "i8"),
        ("campaign", "i8"),  # 0: none
        ("started", "i8"),
        ("ring_ms", "i8"),
        ("talk_ms", "i8"),
        ("greeting_ms", "i8"),
        ("agent_ms", "i8"),
        ("bytes", "i8"),
        ("slot", "i4"),  # the account's row in the shard
        ("account_at", "i4"),  # where the texts of this record stand in the batch's buffer
        ("account_len", "i4"),
        ("id_at", "i4"),
        ("id_len", "i4"),
        ("campaign_at", "i4"),
        ("campaign_len", "i4"),
        ("pages", "i4"),
        ("sip", "i2"),
        ("event", "u1"),
        ("direction", "u1"),
        ("network", "u1"),
        ("access", "u1"),
        ("media", "u1"),
        ("caller_is", "u1"),
        ("callee_is", "u1"),
        ("attest", "u1"),
        ("verstat", "u1"),
        ("answered_by", "u1"),
        ("dialer", "u1"),
        ("treatment", "u1"),
        ("hangup", "u1"),
        ("voicemail", "u1"),
        ("owned", "u1"),
        ("emergency", "u1"),
    ]
)
