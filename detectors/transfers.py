"""The columns of the `usage` stream: one row an event, as compiled detectors see it."""

import numpy as np

TRANSFER = 0  # event

MOVED = np.dtype(
    [
        ("ts", "i8"),
        ("id", "i8"),
        ("account", "i8"),  # two hashes of the account id; together they name it
        ("check", "i8"),
        ("campaign", "i8"),  # 0: none
        ("api_key", "i8"),  # 0: none
        ("bytes", "i8"),  # both ways
        ("cost", "i8"),  # always 0: the contract gives transfers none
        ("slot", "i4"),  # the account's row in the shard
        ("account_at", "i4"),  # where the texts of this record stand in the batch's buffer
        ("account_len", "i4"),
        ("id_at", "i4"),
        ("id_len", "i4"),
        ("campaign_at", "i4"),
        ("campaign_len", "i4"),
        ("api_key_at", "i4"),
        ("api_key_len", "i4"),
        ("event", "u1"),
        ("late", "u1"),  # by bits of `detectors.windows`
        ("emergency", "u1"),  # never
    ]
)
