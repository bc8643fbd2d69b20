"""High load that customers announce: what they ask for, whether that was in time, and the limits that it comes to."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Literal

import msgspec

from detectors.policy import Policy
from detectors.tables import one_of
from streams.errors import WrongUsage
from streams.events import AccountRecord
from streams.limits import limits_at
from streams.plain_text import plain
from streams.times import to_the_minute

AT_ONCE: Mapping[str, str] = {
    "outbound": "concurrent_outbound",
    "inbound": "concurrent_inbound",
    "forward": "concurrent_forwards",
}
TOKYO = timezone(timedelta(hours=9))
AHEAD = 2  # months: KWC, 1-6
MONTHS = 12
MINUTE = 60  # seconds


class Announced(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A declared event as commands write it: what the contract has, and what KWC's form asks for besides.

    `by` submitted it, for the account `sent_by` where that is another one; `streams.requests` has what answers it.
    Times are Unix milliseconds.
    """

    id: str
    submitted: int
    status: Literal["agreed", "pending", "refused"]
    from_: int = msgspec.field(name="from")
    until: int
    limits: dict[str, float] = {}
    by: str
    sent_by: str | None = None
    late: bool = False
    customer: str
    contact: str
    outline: str
    use: Sequence[str]
    calls_per_minute: int | None = None
    targets: int | None = None
    at_once: int | None = None
    numbers_per_month: int | None = None


def wanted(event: Announced, record: AccountRecord, policy: Policy) -> dict[str, float]:
    """The limits that an announcement comes to, where they are above those that the account has anyway.

    Rows that find what reaches a limit have it one above what was announced. Raises
    WrongUsage where nothing is, PolicyError where calls go no such way.
    """
    for way in event.use:
        one_of(way, AT_ONCE, "way", "--use")
    asked = dict[str, float]()
    if event.calls_per_minute is not None and {"outbound", "forward"} & {*event.use}:
        asked["cps"] = -(-event.calls_per_minute // MINUTE)
    if event.at_once is not None:
        asked |= {AT_ONCE[way]: event.at_once + 1 for way in event.use}
    if event.numbers_per_month is not None:
        asked["numbers_per_month"] = event.numbers_per_month + 1
    defaults = {name: limit for row in policy.detectors.values() for name, limit in row.limits.items()}
    ordinary = limits_at(record, event.from_, {name: defaults[name] for name in asked}).ordinary
    limits = {name: float(limit) for name, limit in asked.items() if limit > ordinary[name]}
    limits |= event.limits  # what was given by name holds as it is
    if not limits:
        raise WrongUsage(f"{event.outline}: asks for nothing above the limits that the account has")
    return limits


def is_late(submitted: int, begin: int) -> bool:
    """Whether an event was announced less than two months, by the calendar of Tokyo, before it begins.

    >>> begin = 1_793_458_800_000  # 2026-11-01 00:00 in Tokyo
    >>> is_late(1_788_188_400_000, begin), is_late(1_788_188_400_001, begin)
    (False, True)
    """
    time = datetime.fromtimestamp(begin / 1000, TOKYO)
    year, month = divmod(time.year * MONTHS + time.month - 1 - AHEAD, MONTHS)
    latest = time.replace(year=year, month=month + 1, day=min(time.day, monthrange(year, month + 1)[1]))
    return submitted > round(latest.timestamp() * 1000)


def told(account: str, event: Mapping[str, object]) -> str:
    """A declared event, whoever wrote it, in a line.

    >>> told("acme", {"id": "d1", "status": "pending", "from": 0, "until": None, "limits": {"cps": 9.0}, "late": True})
    'pending  d1  acme  from 1970-01-01T00:00Z on: cps 9, late'
    """
    begin, until, limits = event.get("from"), event.get("until"), event.get("limits")
    since = f"from {to_the_minute(begin)} " if isinstance(begin, int) else ""
    end = f"until {to_the_minute(until)}" if isinstance(until, int) else "on"
    said = [f"{name} {value:g}" for name, value in limits.items()] if isinstance(limits, dict) else []
    said += [f"submitted by {event['by']}"] if event.get("by") else []
    said += [f"sent by {event['sent_by']}"] if event.get("sent_by") else []
    said += [f"{event['answer']} by {event['answered_by']}"] if event.get("answer") else []
    said += [f"{event['status']} by {event['decided_by']}"] if event.get("decided_by") else []
    said += ["late"] if event.get("late") else []
    about = f" ({plain(outline)})" if isinstance(outline := event.get("outline"), str) else ""
    return f"{event['status']}  {event['id']}  {account}  {since}{end}{about}: {', '.join(said) or 'no limits'}"
