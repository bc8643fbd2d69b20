"""The columns of the `calls` stream: one row an event, as compiled detectors see it.

Times and durations are milliseconds. −1 in `agent_ms` and `greeting_ms` means null; every other absent field has its
default. `caller` and `callee` are the digits of an E.164 number, or a negative hash of the text where it is anything
else; `shown` and `destination` are keyed hashes of the same two, which state may hold.
"""

import numpy as np

from detectors.base import Limit
from detectors.spans import DAY

ATTEMPT, END, COMPLAINT, OPT_OUT = 0, 1, 2, 3  # event
OUTBOUND, INBOUND, FORWARD = 0, 1, 2  # direction
PSTN, SIP, APP, VIDEO = 0, 1, 2, 3  # network
API, SIP_TRUNK = 0, 1  # access
VOICE, FAX = 0, 1  # media
UNKNOWN_PARTY, HUMAN, MACHINE, FAX_MACHINE = 0, 1, 2, 3  # answered_by
AGENT, MESSAGE = 0, 1  # treatment
NOBODY, CALLER, CALLEE, NETWORK = 0, 1, 2, 3  # hangup
OUTAGE = 5  # hundreds of a SIP status: a server failed
NO_VERSTAT, VERIFIED, FAILED, NOT_VALIDATED = 0, 1, 2, 3  # verstat
NO_CONTRADICTION, CONTRADICTION, MALFORMED_PASSPORT = 0, 1, 2  # passport: what is signed of a call, held against it
# What a number is: allocatable E.164, E.164 digits that no plan allocates, not E.164 at all,
# dialled as a short code, withheld, a SIP URI
ALLOCATABLE, UNALLOCATABLE, MALFORMED, SHORT_CODE, ANONYMOUS, SIP_URI = 0, 1, 2, 3, 4, 5

UNKNOWN_HOUR, IN_HOURS, OUT_OF_HOURS = 0, 1, 2  # hours: when a dialer's call begins, by the local time of its callee
NO_LINE, OUTWARD, INWARD, ONWARD = 0, 1, 2, 3  # line: as which a leg counts where legs are counted that are up at once

LIMITS = {"max_call": Limit("ms", DAY)}  # after which a leg without an end is none, and legs are forgotten

CALL = np.dtype(
    [
        ("ts", "i8"),
        ("id", "i8"),
        ("account", "i8"),  # two hashes of the account id; together they name it
        ("check", "i8"),
        ("call", "i8"),
        ("caller", "i8"),
        ("callee", "i8"),
        ("shown", "i8"),
        ("destination", "i8"),
        ("hosted", "i8"),  # where the callee is a short code of some host or context: a hash of the whole, else 0
        ("shifted", "i8"),  # the callee's number by a keyed amount more, so that numbers keep their distances
        ("campaign", "i8"),  # 0: none
        ("api_key", "i8"),  # 0: none
        ("started", "i8"),
        ("since", "i8"),  # when the leg was set up
        ("lapses", "i8"),  # until when it is up, as far as was known before this event
        ("called_before", "i8"),  # the tick at which the same person was last called; -1: not in the last 30 days
        ("ring_ms", "i8"),
        ("talk_ms", "i8"),
        ("greeting_ms", "i8"),
        ("agent_ms", "i8"),
        ("bytes", "i8"),
        ("cost", "i8"),  # millionths
        ("slot", "i4"),  # the account's row in the shard
        ("account_at", "i4"),  # where the texts of this record stand in the batch's buffer
        ("account_len", "i4"),
        ("id_at", "i4"),
        ("id_len", "i4"),
        ("campaign_at", "i4"),
        ("campaign_len", "i4"),
        ("api_key_at", "i4"),
        ("api_key_len", "i4"),
        ("from_at", "i4"),
        ("from_len", "i4"),
        ("to_at", "i4"),
        ("to_len", "i4"),
        ("identity_at", "i4"),
        ("identity_len", "i4"),
        ("pai_at", "i4"),
        ("pai_len", "i4"),
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
        ("passport", "u1"),
        ("listed", "u1"),  # whether the caller's number was on the do-not-originate list
        ("premium", "u1"),  # whether it was on the list of numbers that cost whoever calls back more
        ("answered_by", "u1"),
        ("dialer", "u1"),
        ("treatment", "u1"),
        ("hangup", "u1"),
        ("voicemail", "u1"),
        ("hours", "u1"),
        ("japanese", "u1"),  # whether the callee is a number of Japan
        ("owned", "u1"),
        ("late", "u1"),  # by bits of `detectors.windows`
        ("emergency", "u1"),
        ("sets_up", "u1"),  # whether a leg begins with this: an attempt, or an end that no attempt was seen of
        ("line", "u1"),
        ("new_fax", "u1"),  # whether its leg is known to be a fax from this on; calls may become one once they are up
        ("known", "u1"),  # of a complaint or opt-out: whether the account called this person in the last 30 days
        ("complained", "u1"),  # of a call-detail record: whether the person complained before it came
        ("opted_out", "u1"),  # whether the person called had opted out by then
    ]
)
