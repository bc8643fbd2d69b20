"""What stages tell each other: the records of `ringfence.totals` and `ringfence.keys`, and where each goes."""

from streams.api_keys import KeyUse
from streams.pools import Complete, Draw
from streams.totals import OfAccount

OnTotals = OfAccount | Draw | Complete
Internal = OnTotals | KeyUse


def routed(record: Internal) -> tuple[str, str | None]:
    """The topic that a record goes to, and the key whose partition it is for; None: it is for all.

    >>> routed(KeyUse("k-1", "acme", 0, 5))
    ('ringfence.keys', 'k-1')
    """
    match record:
        case KeyUse():
            return "ringfence.keys", record.key
        case Draw():
            return "ringfence.totals", record.pool
        case Complete():
            return "ringfence.totals", None
        case _:
            return "ringfence.totals", record.account
