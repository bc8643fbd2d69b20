"""Records of `decisions` and `control` as the enforcement stage takes them, from files and from topics alike."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from streams.enforcement.stage import NO_FINDING, Enforcement
from streams.events import AccountRecord, Control, Decision, EmergencyPeriod, Tick
from streams.raw import DeadLetter, RawBatch, dead_letter
from streams.reasons import Rejected, decoded
from streams.records import Recommendation
from streams.ticks import CONTROL

DECISIONS = msgspec.json.Decoder(Decision)

FactsOf = Callable[[str], AccountRecord | None]


class Noted(NamedTuple):
    """What somebody said, for the audit log: the offset of the record, and why it was not followed (None: it was)."""

    offset: int
    said: Decision | EmergencyPeriod
    refused: str | None = None


class Taken(NamedTuple):
    """What came of records: recommendations in their order, the records that could not be used, the latest time.

    `notes` are what people said in them.
    """

    records: list[Recommendation]
    dead: list[DeadLetter]
    latest: int
    notes: list[Noted]


def decisions(cases: Enforcement, raw: RawBatch, facts_of: FactsOf) -> Taken:
    """What reviewers' decisions lead to; one that cannot be followed is a dead letter with the reason."""
    records, dead, latest, notes = list[Recommendation](), list[DeadLetter](), 0, list[Noted]()
    for i, value in enumerate(raw.values):
        decision: Decision | None = None
        try:
            decision = decoded(value, DECISIONS)
            account = cases.docket.account_of(decision.recommendation or "")
            if raw.keys is not None:
                _check_key(raw.keys[i], decision.account or account)
            latest = max(latest, decision.ts)
            if account is not None:
                records += cases.due(decision.ts, account, NO_FINDING)
            records += cases.decision(decision, facts_of(account) if account else None)
            notes.append(Noted(raw.offsets[i], decision))
        except Rejected as rejected:
            dead.append(dead_letter(raw, i, str(rejected)))
            notes += [Noted(raw.offsets[i], decision, str(rejected))] if decision else []
    return Taken(records, dead, latest, notes)


def _check_key(key: bytes | None, account: str | None) -> None:
    if key is None:
        raise Rejected("no key; key decisions by `account`")
    if account is not None and key != account.encode():
        raise Rejected("the key is not the account; key decisions by `account`")


def control(cases: Enforcement, raw: RawBatch, facts_of: FactsOf) -> Taken:
    """What ticks, deliveries and emergencies lead to.

    Every partition has all of them, so what is about others' cases is no error.
    """
    records, dead, latest, notes = list[Recommendation](), list[DeadLetter](), 0, list[Noted]()
    for i, value in enumerate(raw.values):
        event: Control | None = None
        refused: str | None = None
        try:
            event = decoded(value, CONTROL)
            latest = max(latest, event.ts)
            records += _controlled(cases, event, facts_of)
        except Rejected as rejected:
            refused = str(rejected)
            dead.append(dead_letter(raw, i, refused))
        if isinstance(event, EmergencyPeriod):
            notes.append(Noted(raw.offsets[i], event, refused))
    return Taken(records, dead, latest, notes)


def _controlled(cases: Enforcement, event: Control, facts_of: FactsOf) -> list[Recommendation]:
    """What one control record leads to; raises Rejected where who wrote it may not."""
    if isinstance(event, Tick):
        return cases.due(event.ts)
    if isinstance(event, EmergencyPeriod):
        cases.permit(event.role, "emergency")
        cases.emergencies.declare(event)
        return []
    account = cases.docket.account_of(event.recommendation)
    if account is None:
        return []
    cases.permit(event.role, "notice-delivered")
    return cases.delivered(event, facts_of(account))
