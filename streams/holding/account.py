"""All that Ringfence holds of an account, record by record, and nothing of any other."""

from collections.abc import Iterator
from typing import Any

import msgspec

from streams import topics
from streams.holding.state import held_in_state
from streams.outputs import FromFolder, all_of
from streams.reasons import Rejected, decoded
from streams.settings import Settings

KEYED = ("accounts", "decisions", "alerts", "enforcement", "ringfence.totals", "ringfence.keys")
BURIED, TEXTS, AUDIT = "dead-letter", "ringfence.templates", "ringfence.audit"
STATE = "ringfence.state"
ACCOUNT_OF_TEXT = 1  # its place in `campaigns.Text`
ANYTHING: msgspec.json.Decoder[Any] = msgspec.json.Decoder()

Line = dict[str, Any]


def from_kafka(settings: Settings, account: str) -> Iterator[Line]:
    """What topics hold of an account, other than the platform's own events. Raises Failed, WrongUsage."""
    topics.check(settings, (*KEYED, BURIED, TEXTS, AUDIT, STATE))
    for topic in (*KEYED, TEXTS, AUDIT):
        for record in all_of(settings, topic):
            about = _about(record.value, record.key, account)
            if about is not None:
                yield {"topic": topic, "partition": record.partition, "offset": record.offset, "record": about}
    for record in all_of(settings, BURIED):
        if record.key == account.encode():  # what it says is input, which may say anything of anybody
            about = {name: (value or b"").decode() for name, value in record.headers if name.startswith("rf_")}
            yield {"topic": BURIED, "partition": record.partition, "offset": record.offset, "record": about}
    for found in held_in_state(all_of(settings, STATE), account):
        yield {"topic": STATE, **found}


def from_folder(source: FromFolder, account: str) -> Iterator[Line]:
    """What a replay found of an account."""
    for output in ("alerts", "enforcement"):
        for record in source.records(output, lambda _: True):
            if record.account == account:
                yield {"topic": output, "record": record}


def _about(value: bytes | None, key: bytes | None, account: str) -> Line | None:
    """What a record says of an account; None: nothing, or it cannot be read."""
    try:
        said = decoded(value, ANYTHING)
    except Rejected:
        return None
    if not isinstance(said, dict):
        return None
    if "texts" in said:
        own = [text for text in said["texts"] if text[ACCOUNT_OF_TEXT] == account]
        return said | {"texts": own} if own else None
    if isinstance(said.get("accounts"), list):  # an emergency
        return said | {"accounts": [account]} if account in said["accounts"] else None
    whose = said.get("account") or (key or b"").decode(errors="replace")
    return said if whose == account else None
