"""CloudEvents 1.0 in Kafka binary mode: the attributes of an output record as its headers, in UTF-8."""

from datetime import UTC, datetime
from typing import Literal

Kind = Literal["alert", "enforcement.recommended", "enforcement.updated", "enforcement.lifted"]
SOURCE = b"/ringfence"

Header = tuple[str, bytes | None]


def headers(kind: Kind, id: str, account: str, ts: int) -> list[Header]:
    """The headers of one record; `ts` in Unix milliseconds.

    >>> for name, value in headers("alert", "0a1b", "acme", 1_790_000_000_123):
    ...     print(name, value.decode())
    ce_specversion 1.0
    ce_id 0a1b
    ce_type ringfence.alert.v1
    ce_source /ringfence
    ce_subject acme
    ce_time 2026-09-21T14:13:20.123Z
    content-type application/json
    """
    seconds, milliseconds = divmod(ts, 1000)
    moment = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", id.encode()),
        ("ce_type", f"ringfence.{kind}.v1".encode()),
        ("ce_source", SOURCE),
        ("ce_subject", account.encode()),
        ("ce_time", f"{moment}.{milliseconds:03}Z".encode()),
        ("content-type", b"application/json"),
    ]
