"""Traffic of every stream, and of accounts that are on all of them at once."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from tests.oracle import Event
from tests.properties.knowing import Record
from tests.report_stories import random_reports
from tests.traffic import random_traffic
from tests.traffic.mails import random_mails
from tests.traffic.messages import random_messages
from tests.traffic.transfers import random_transfers

TRAFFIC: Mapping[str, Callable[[int, int, int], tuple[list[Record], list[Event]]]] = {
    "calls": random_traffic,
    "sms": random_messages,
    "email": random_mails,
    "usage": random_transfers,
    "reports": partial(random_reports, profile="mixed"),
}
JOINED = ("numbers", "caller_ids", "declared", "sender_ids", "domains")  # of records of one account on several streams


def merged(several: Sequence[Record]) -> list[Record]:
    """One record of each account."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for record in several:
        own = found[record["account"]]
        joined = {name: [*(own.get(name) or ()), *(record.get(name) or ())] for name in JOINED}
        limits = (own.get("limits") or {}) | (record.get("limits") or {})
        own |= record | joined | {"limits": limits}
    return list(found.values())


def whole(seed: int, events: int, accounts: int) -> tuple[list[Record], dict[str, list[Event]]]:
    """Traffic of accounts that are on all streams."""
    made = {stream: source(seed, events, accounts) for stream, source in TRAFFIC.items()}
    records = merged([record for own, _ in made.values() for record in own])
    return records, {stream: events for stream, (_, events) in made.items()}
