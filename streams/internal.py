"""What stages tell each other, in `ringfence.totals`, `ringfence.keys` and `ringfence.templates`, and where it goes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from streams.api_keys import KeyUse
from streams.campaigns import Text, Texts
from streams.complete import Complete
from streams.pairing import Fired
from streams.placement import home
from streams.pools import Draw
from streams.telling import Total
from streams.totals import OfAccount

OnTotals = OfAccount | Draw | Complete
OnTemplates = Texts | Fired | Complete
OnKeys = KeyUse | Complete
Internal = OnTotals | OnTemplates | OnKeys

TOTALS, TEMPLATES, KEYS = "ringfence.totals", "ringfence.templates", "ringfence.keys"


class Routed(NamedTuple):
    """A record, and where it goes."""

    topic: str
    partition: int
    key: str | None
    record: Internal


def routed(records: Iterable[Internal], own: int, partitions: int) -> Iterator[Routed]:
    """Where records go that come of the partition `own`. Texts are packed, one record for each partition of theirs.

    >>> list(routed([KeyUse("k-1", "acme", 0, 5)], 0, 1))
    [Routed(topic='ringfence.keys', partition=0, key='k-1', record=KeyUse(key='k-1', account='acme', day=0, ts=5))]
    """
    texts: dict[int, list[Text]] = defaultdict(list)
    for record in records:
        match record:
            case Texts():
                for text in record.texts:
                    texts[home(text.bucket, partitions)].append(text)
            case KeyUse():
                yield Routed(KEYS, home(record.key, partitions), record.key, record)
            case Draw():
                yield Routed(TOTALS, home(record.pool, partitions), record.pool, record)
            case Complete():
                yield from (
                    Routed(topic, partition, None, record)
                    for topic in (TOTALS, TEMPLATES, KEYS)
                    for partition in range(partitions)
                )
            case Fired():  # an account's texts are on all partitions
                yield Routed(TOTALS, own, record.account, record)
                yield from (Routed(TEMPLATES, partition, record.account, record) for partition in range(partitions))
            case Total():  # of the many, nothing has to be hashed
                yield Routed(TOTALS, own, record.account, record)
            case _:
                yield Routed(TOTALS, home(record.account, partitions), record.account, record)
    yield from (Routed(TEMPLATES, partition, None, Texts(tuple(some))) for partition, some in texts.items())
