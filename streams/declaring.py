"""Declared events in the records of accounts, which belong to the platform: read, changed and written back."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
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
from streams.reasons import Rejected, decoded, with_whole_letters
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
    submitted: Event = msgspec.to_builtins(event)
    return _declare(settings, account, record, event.id, lambda _: submitted)


def settle(
    settings: Settings, id_: str, account: str | None, status: Literal["agreed", "refused"], by: str, role: str | None,
    now: int,
) -> tuple[str, Event]:  # fmt: skip
    """Agrees to an event or refuses it, by its id or the one id that begins so; returns its account and it.

    Raises WrongUsage where who says so may not: nobody agrees to what they submitted.
    """
    check_may(settings, role, "agree")
    whose, found = _one(settings, id_, account)

    def settled(event: Event) -> Event:
        if event["status"] == status:
            raise Failed(f"{event['id']}: is {status} already")
        if status == "agreed":
            check_agreeable(whose, event)
            check_other(event, by, "agree to")
        return {**event, "status": status, "decided": now, "decided_by": by}

    return whose, _change(settings, whose, found["id"], settled)


def answer(
    settings: Settings, id_: str, party: str, said: Answer, by: str, role: str | None, now: int
) -> tuple[str, Event]:
    """Accepts, rejects or withdraws for a party what one account announced for another; as `settle` and `answered`."""
    check_may(settings, role, "answer")
    whose, found = _one(settings, id_, None)
    change = partial(answered, whose, answer=said, party=party, by=by, now=now)
    return whose, _change(settings, whose, found["id"], change)


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
            for event in _fields(value or b"{}").get("declared") or ():
                yield known.account, event


def _newest(settings: Settings, account: str, without: frozenset[int] = frozenset()) -> Record:
    """The last record of an account, those at some offsets aside; at -1: there is none."""
    last = Record(-1, None)
    for record in all_of(settings, "accounts", home(account, settings.partitions)):
        if record.key == account.encode() and record.offset not in without:
            last = Record(record.offset, record.value)
    return last


def _change(settings: Settings, account: str, id_: str, change: Callable[[Event], Event]) -> Event:
    """Changes an event that an account's record has."""

    def changed(event: Event) -> Event:
        if not event:
            raise Failed(f"{id_}: is no longer in the record of {account}; the platform has written that without it")
        return change(event)

    return _declare(settings, account, _newest(settings, account), id_, changed)


def _declare(settings: Settings, account: str, base: Record, id_: str, change: Callable[[Event], Event]) -> Event:
    """Writes the newest record with an event in it changed; once more on top of what others wrote meanwhile.

    Where the change cannot be made on top of that, it is taken back, and what says why is raised.
    """
    partition, key = home(account, settings.partitions), account.encode()
    ours, event = frozenset[int](), Event()
    for _ in range(TRIES):
        try:
            record = _value(base, account)
            there = _events(_fields(record)).get(id_, {})
            if ours and there == event:
                return event  # others have written on top of ours, with it
            event = change(there)
            value = _with(record, event)
        except (Failed, WrongUsage):
            if ours:
                saying.put(settings, "accounts", key, base.value, [partition])
            raise
        ours |= frozenset(saying.put(settings, "accounts", key, value, [partition]))
        latest = _newest(settings, account, ours)
        if latest.offset <= base.offset:
            return event
        base = latest
    raise Failed(f"{account}: others write its record all the time; look with ringfence declare list, and say it again")


def _with(value: bytes, event: Event) -> bytes:
    """A record with an event in it, in the place of one with its id; all else as it is. Raises WrongUsage."""
    record = _fields(value)
    record["declared"] = [*(_events(record) | {event["id"]: event}).values()]
    changed = json.dumps(record, separators=(",", ":")).encode()
    try:
        Accounts().check_limits(decoded(changed, ACCOUNTS))
    except Rejected as rejected:
        raise WrongUsage(str(rejected)) from None
    return changed


def _fields(value: bytes) -> dict[str, Any]:
    """All that stands in a record, what we do not know too."""
    return json.loads(with_whole_letters(value))  # type: ignore[no-any-return]


def _events(record: dict[str, Any]) -> dict[str, Event]:
    """The declared events of a record by their ids."""
    return {event["id"]: event for event in record.get("declared") or ()}


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
