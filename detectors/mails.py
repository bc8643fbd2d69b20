"""The columns of the `email` stream: one row a recipient of a `send`, one row for all else, as detectors see it.

Where a `send` says only how many recipients it has, it is one row that stands for `recipients` people without a
`destination`. The rows of one event follow each other; `part` counts them from 0. `caller` is a hash of the
organisational domain in `From`, as numbers are that are none, and `shown` the keyed one that state may hold.
"""

import numpy as np

SEND, DELIVERY, COMPLAINT, UNSUBSCRIBE, BOUNCE = 0, 1, 2, 3, 4  # event
NOT_SAID = 0  # bounce, unsubscribe
HARD, SOFT = 1, 2  # bounce
ONE_CLICK, LINK, NO_WAY = 1, 2, 3  # unsubscribe
MOST_RECIPIENTS = 10_000_000  # that one row stands for

MAIL = np.dtype(
    [
        ("ts", "i8"),
        ("id", "i8"),
        ("account", "i8"),  # two hashes of the account id; together they name it
        ("check", "i8"),
        ("message", "i8"),
        ("caller", "i8"),  # 0: `From` names no domain
        ("shown", "i8"),
        ("destination", "i8"),  # a keyed hash of the person's address; 0: nobody is named
        ("template", "i8"),  # of a send its own; of all else, that of the message that it is about; 0: none
        ("campaign", "i8"),  # 0: none
        ("api_key", "i8"),  # 0: none
        ("bytes", "i8"),  # of a send, to all whom the row stands for
        ("cost", "i8"),  # none
        ("recipients", "i8"),  # whom the row stands for
        ("judged_by", "i8"),  # which detectors judge its event, by a bit each, as far as rows up to this say
        ("part", "i4"),
        ("slot", "i4"),  # the account's row in the shard
        ("account_at", "i4"),  # where the texts of this record stand in the batch's buffer
        ("account_len", "i4"),
        ("id_at", "i4"),
        ("id_len", "i4"),
        ("campaign_at", "i4"),
        ("campaign_len", "i4"),
        ("api_key_at", "i4"),
        ("api_key_len", "i4"),
        ("from_at", "i4"),  # `From`, the subject and the body of a send; the last two in the first row of several
        ("from_len", "i4"),
        ("subject_at", "i4"),
        ("subject_len", "i4"),
        ("body_at", "i4"),
        ("body_len", "i4"),
        ("listed", "i4"),  # attachments that are known malware
        ("event", "u1"),
        ("caller_is", "u1"),
        ("bounce", "u1"),
        ("unsubscribe", "u1"),
        ("authentic", "u1"),  # DMARC or ARC passed
        ("dmarc_failed", "u1"),
        ("body_is", "u1"),  # how the body is written, by `detectors.texts`
        ("to_score", "u1"),  # of a send: one in sixteen, by what its message is called
        ("content", "u1"),  # of a send: what a content model says of it
        ("again", "u1"),  # an event that changes nothing, as it has come before
        ("owned", "u1"),  # whether the account may use the domain
        ("marketing", "u1"),  # the account's use is marketing
        ("emergency", "u1"),  # never: what is said of calls to emergency numbers is not said of mail
        ("late", "u1"),  # by bits of `detectors.windows`
        ("unnamed", "u1"),  # of all but sends: the message was one of which only the number of recipients is known
        ("known", "u1"),  # of all but sends: whether the account wrote to this person in the last 30 days
        ("unsubscribed", "u1"),  # of a send: whether it goes to somebody who had unsubscribed 48 hours before
    ]
)
