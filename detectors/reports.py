"""The columns of the `reports` stream: one row a report of abuse, as compiled detectors see it."""

import numpy as np

KINDS = (
    "other", "malware", "phishing", "intrusion", "probing", "denial-of-service", "unauthorized-access", "harassment",
    "fraud", "offensive-content", "rights-infringement", "personal-data", "false-information", "resale", "spam",
    "spoofing",
)  # fmt: skip
"""What may be reported; the place is the code in columns. A report that says nothing of it is of the first."""

REPORTED = np.dtype(
    [
        ("ts", "i8"),
        ("id", "i8"),
        ("account", "i8"),  # two hashes of the account id; together they name it
        ("check", "i8"),
        ("campaign", "i8"),  # always 0, as reports name none
        ("api_key", "i8"),  # as above
        ("bytes", "i8"),  # always 0
        ("cost", "i8"),  # always 0
        ("reporter", "i8"),  # a hash; all who do not say who they are are one
        ("trust", "i4"),  # in the reporter, millionths
        ("slot", "i4"),  # the account's row in the shard
        ("account_at", "i4"),  # where the texts of this record stand in the batch's buffer
        ("account_len", "i4"),
        ("id_at", "i4"),
        ("id_len", "i4"),
        ("campaign_at", "i4"),
        ("campaign_len", "i4"),
        ("event", "u1"),  # always 0
        ("kind", "u1"),
        ("late", "u1"),  # by bits of `detectors.windows`
        ("emergency", "u1"),  # never
    ]
)
