"""Declared events in the records of accounts, which belong to the platform: read, changed and written back."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Literal, NamedTuple

import msgspec

from detectors.base import highest_limits
from detectors.policy import load
from detectors.tables import one_of
from streams import saying, topics
from streams.announcing import Announced, wanted
from streams.errors import Failed, WrongUsage
from streams.explain import SHORTEST
from streams.facts import ACCOUNTS, Accounts
from streams.options import check_may
from streams.outputs import all_of
from streams.placement import home
from streams.reasons import Rejected, decoded
from streams.requests import Answer, answered, check_agreeable, check_other
from streams.settings import Settings

TRIES = 5
Event = dict[str, Any]


class Record(NamedTuple):
    """A record of an account, and where it stands."""

    offset: int
    value: bytes | None


def submit(settings: Settings, account: str, event: Announced, role: str | None) -> Event:
    """Declares an event, pending; returns it. Raises WrongUsage where that cannot be, Failed without a record."""
    check_may(settings, role, "declare")
    topics.check(settings, ("accounts",))
    for name in event.limits:
        one_of(name, highest_limits(), "limit", "--limit")
    if event.sent_by is not None:
        _value(_newest(settings, event.sent_by), event.sent_by)
    record = _newest(settings, account)
    known = decoded(_value(record, account), ACCOUNTS)
    event.limits = wanted(event, known, load(settings.policy))
    return _declare(settings, account, record, msgspec.to_builtins(event))


def settle(
    settings: Settings, id_: str, account: str | None, status: Literal["agreed", "refused"], by: str, role: str | None,
    now: int,
) -> tuple[str, Event]:  # fmt: skip
    """Agrees to an event or refuses it, by its id or the one id that begins so; returns its account and it.

    Raises WrongUsage where who says so may not: nobody agrees to what they submitted.
    """
    check_may(settings, role, "agree")
    whose, event = _one(settings, id_, account)
    if event["status"] == status:
        raise Failed(f"{event['id']}: is {status} already")
    if status == "agreed":
        check_agreeable(whose, event)
        check_other(event, by, "agree to")
    changed = {**event, "status": status, "decided": now, "decided_by": by}
    return whose, _declare(settings, whose, _newest(settings, whose), changed)


def answer(
    settings: Settings, id_: str, party: str, said: Answer, by: str, role: str | None, now: int
) -> tuple[str, Event]:
    """Accepts, rejects or withdraws for a party what one account announced for another; as `settle` and `answered`."""
    check_may(settings, role, "answer")
    whose, event = _one(settings, id_, None)
    changed = answered(whose, event, said, party, by, now)
    return whose, _declare(settings, whose, _newest(settings, whose), changed)


def _one(settings: Settings, id_: str, account: str | None) -> tuple[str, Event]:
    """The one event that is called so, with its account. Raises Failed where there is none, or more."""
    topics.check(settings, ("accounts",))
    found = [
        (whose, event)
        for whose, event in declared(settings, account)
        if event["id"] == id_ or (len(id_) >= SHORTEST and event["id"].startswith(id_))
    ]
    exact = [(whose, event) for whose, event in found if event["id"] == id_] or found
    if len(exact) != 1:
        many = f"{len(exact)} declared events are called so; give more of it, or --account"
        raise Failed(f"{id_}: {many if exact else 'there is no declared event with this id'}")
    return exact[0]


def declared(settings: Settings, account: str | None = None) -> Iterator[tuple[str, Event]]:
    """The declared events in the newest records of an account, or of all, each with its account."""
    newest = dict[bytes, bytes | None]()
    for record in all_of(settings, "accounts", None if account is None else home(account, settings.partitions)):
        if record.key is not None and (account is None or record.key == account.encode()):
            newest[record.key] = record.value
    for value in newest.values():
        with suppress(Rejected):  # a tombstone, or one that the worker buries
            known = decoded(value, ACCOUNTS)
            for event in json.loads(value or b"{}").get("declared") or ():
                yield known.account, event


def _newest(settings: Settings, account: str, without: frozenset[int] = frozenset()) -> Record:
    """The last record of an account, those at some offsets aside; at -1: there is none."""
    last = Record(-1, None)
    for record in all_of(settings, "accounts", home(account, settings.partitions)):
        if record.key == account.encode() and record.offset not in without:
            last = Record(record.offset, record.value)
    return last


def _declare(settings: Settings, account: str, base: Record, event: Event) -> Event:
    """Writes the newest record with an event in it; once more on top of what others wrote meanwhile."""
    partition = home(account, settings.partitions)
    ours = frozenset[int]()
    for _ in range(TRIES):
        value = _with(_value(base, account), event)
        ours |= frozenset(saying.put(settings, "accounts", account.encode(), value, [partition]))
        latest = _newest(settings, account, ours)
        if latest.offset <= base.offset:
            return event
        base = latest
    raise Failed(f"{account}: others write its record all the time; look with ringfence declare list, and say it again")


def _with(value: bytes, event: Event) -> bytes:
    """A record with an event in it, in the place of one with its id; all else as it is. Raises WrongUsage."""
    record = json.loads(value)
    events = [event if old["id"] == event["id"] else old for old in record.get("declared") or ()]
    record["declared"] = events if event in events else [*events, event]
    changed = json.dumps(record, separators=(",", ":")).encode()
    try:
        Accounts().check_limits(decoded(changed, ACCOUNTS))
    except Rejected as rejected:
        raise WrongUsage(str(rejected)) from None
    return changed


def _value(record: Record, account: str) -> bytes:
    """What a record holds; raises Failed where there is none that can be added to."""
    if record.value is None:
        raise Failed(f"{account}: has no record on accounts; the platform has to write one before anything is declared")
    try:
        decoded(record.value, ACCOUNTS)
    except Rejected as rejected:
        why = f"its newest record cannot be read ({rejected})"
        raise Failed(f"{account}: {why}; the platform has to write it again") from None
    return record.value
