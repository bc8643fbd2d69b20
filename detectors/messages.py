"""The columns of the `sms` stream: one row an event, as compiled detectors see it.

`caller` is the account's sender and `callee` the person at the other end, whoever of them wrote: the digits of an E.164
number, or a negative hash of the text where it is anything else. `shown` and `destination` are keyed hashes of the same
two, which state may hold.
"""

import numpy as np

SEND, STATUS, RECEIVE, COMPLAINT, VERIFIED = 0, 1, 2, 3, 4  # event
DELIVERED, UNDELIVERED, UNKNOWN_RECIPIENT, FILTERED, REJECTED, NO_STATUS = 0, 1, 2, 3, 4, 5  # status
NO_OPTION, OUT, IN = 0, 1, 2  # opt
NOT_SAID, REGISTERED, UNREGISTERED = 0, 1, 2  # registered

MESSAGE = np.dtype(
    [
        ("ts", "i8"),
        ("id", "i8"),
        ("account", "i8"),  # two hashes of the account id; together they name it
        ("check", "i8"),
        ("message", "i8"),  # 0: none
        ("caller", "i8"),
        ("callee", "i8"),
        ("shown", "i8"),
        ("destination", "i8"),
        ("hosted", "i8"),  # as `destination`, of a short code at some host; 0: it is none
        ("template", "i8"),  # of a send its own; of all else, that of the message that it is about; 0: none
        ("campaign", "i8"),  # 0: none
        ("prefix", "i8"),  # one that codes are sent to in vain, as found when the event arrives; 0: none
        ("api_key", "i8"),  # 0: none
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
        ("body_at", "i4"),
        ("body_len", "i4"),
        ("event", "u1"),
        ("caller_is", "u1"),
        ("callee_is", "u1"),
        ("status", "u1"),
        ("opt", "u1"),
        ("registered", "u1"),
        ("body_is", "u1"),  # how the body is written, by `detectors.texts`
        ("content", "u1"),  # of a send by an unregistered sender: what a content model says of its body
        ("owned", "u1"),
        ("late", "u1"),  # by bits of `detectors.windows`
        ("emergency", "u1"),  # whether the person at the other end is an emergency service
        ("known", "u1"),  # of a reply or complaint: whether the account wrote to this person in the last 30 days
        ("opted_out", "u1"),  # of a send: whether the person had opted out, and is not owed the one confirmation
    ]
)
