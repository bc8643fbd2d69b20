"""What people say, onto the topics that move cases: `ringfence decide` and `ringfence emergency`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError

from streams import topics
from streams.connection import connection
from streams.enforcement.deciding import is_suspended, refusal
from streams.enforcement.emergencies import Emergencies
from streams.errors import Failed, WrongUsage
from streams.events import Decision, EmergencyPeriod, Verdict
from streams.explain import explained, long_enough
from streams.exporting.cases import standing
from streams.identity import identity
from streams.options import check_may
from streams.outputs import FromKafka, all_of
from streams.placement import home
from streams.reasons import Rejected, decoded
from streams.records import Recommendation
from streams.settings import Settings
from streams.ticks import CONTROL
from streams.times import to_the_minute

DELIVERY = 30.0  # seconds
CAMPAIGN, OVER = "campaign", 20  # accounts, over which a text is decided on once for all


def decide(
    settings: Settings, id_: str, said: Verdict, by: str, role: str | None, reason: str | None, now: int
) -> Decision:
    """Writes a decision on the recommendation with an id, or with the one id that begins so; returns it.

    Said again by the same person it has the same id, so it counts once. Raises Failed where there is no such
    recommendation, or another one speaks for its case, WrongUsage where the role may not.
    """
    record, case = _speaking(settings, id_)
    if (why := refusal(record.state, said, suspended=is_suspended(case))) is not None:
        raise Failed(f"{record.id}: {why}")
    check_may(settings, role, said, record.action)
    decision = _decision(record, said, by, role, reason, now)
    _write(settings, [decision])
    return decision


def decide_alike(
    settings: Settings, id_: str, said: Verdict, by: str, role: str | None, reason: str | None, now: int
) -> list[Decision]:
    """Writes a decision on each open recommendation for the text that one of them is for, which is many accounts'.

    Raises Failed and WrongUsage as `decide`, and Failed where it is about no text, or one of OVER accounts or fewer.
    Nothing is written where the role may not for one of them; what was is not written another time.
    """
    record, _ = _speaking(settings, id_)
    if record.category != CAMPAIGN:
        raise Failed(f"{record.id}: is about one account; --campaign is for a text that many accounts sent")
    cases = [case.now for case in standing(FromKafka(settings))]
    alike = [one for one in cases if (one.category, one.scope) == (CAMPAIGN, record.scope)]
    if len(alike) <= OVER:
        raise Failed(f"{record.id}: {len(alike)} accounts have a case for this text; up to {OVER}, decide on each")
    waiting = [one for one in alike if one.state == "open"]
    if not waiting:
        raise Failed(f"{record.id}: nothing is open for this text any more")
    for one in waiting:
        check_may(settings, role, said, one.action)
    decisions = [_decision(one, said, by, role, reason, now) for one in waiting]
    _write(settings, decisions)
    return decisions


def _speaking(settings: Settings, id_: str) -> tuple[Recommendation, list[Recommendation]]:
    """The recommendation with an id, if it speaks for its case, and all records of that."""
    id_ = long_enough(id_)
    topics.check(settings, ("decisions",))
    found = explained(id_, FromKafka(settings))
    record = found.record
    if not isinstance(record, Recommendation):
        raise Failed(f"{record.id}: is a finding; decide on the recommendation that it led to")
    if found.case[-1].id != record.id:
        newest = found.case[-1]
        raise Failed(f"{record.id}: is superseded by {newest.id}, which is {newest.state}; decide on that one")
    return record, found.case


def _decision(
    record: Recommendation, said: Verdict, by: str, role: str | None, reason: str | None, now: int
) -> Decision:
    return Decision(
        id=identity("decision", record.id, said, by),
        ts=max(now, record.ts),
        recommendation=record.id,
        account=record.account,
        decision=said,
        by=by,
        role=role,
        reason=reason,
    )


def _write(settings: Settings, decisions: Iterable[Decision]) -> None:
    """Writes each to the partition of its account."""
    records = [((one.account or "").encode(), msgspec.json.encode(one)) for one in decisions]
    put_each(settings, "decisions", [(key, value, home(key, settings.partitions)) for key, value in records])


def declare(settings: Settings, period: EmergencyPeriod) -> None:
    """Writes that there is an emergency, to every partition of `control`; raises WrongUsage where the role may not."""
    check_may(settings, period.role, "emergency")
    topics.check(settings, ("control",))
    put(settings, "control", None, msgspec.json.encode(period), range(settings.partitions))


def end(
    settings: Settings, region: str | None, accounts: list[str] | None, by: str | None, role: str | None, now: int
) -> EmergencyPeriod:
    """Ends the emergency that is in force in a region or for some accounts; returns what was written.

    Raises Failed where there is none, WrongUsage where the role may not.
    """
    check_may(settings, role, "emergency")
    topics.check(settings, ("control",))
    emergencies, whom = Emergencies(), (region and region.upper(), sorted(accounts or ()))
    for period in _declared(settings):
        emergencies.declare(period)
    in_force = [
        period
        for period in emergencies.periods
        if (period.region, sorted(period.accounts or ())) == whom and (period.until is None or period.until > now)
    ]
    if not in_force:
        raise Failed(f"no emergency is declared {_for(region, accounts)}; see ringfence emergency declare")
    newest = max(in_force, key=lambda period: period.begin)
    until = max(now, newest.begin + 1)
    period = msgspec.structs.replace(newest, ts=now, from_=newest.begin, until=until, by=by, role=role)
    declare(settings, period)
    return period


def time_of(text: str, option: str) -> int:
    """Unix milliseconds of an ISO 8601 time with its zone, or of a number of them; raises WrongUsage.

    >>> time_of("2026-11-26T12:00:00+09:00", "--from"), time_of("1790000000000", "--from")
    (1795662000000, 1790000000000)
    """
    if text.isdigit():
        return int(text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{option} {text!r}: is no time such as 2026-11-26T12:00:00+09:00") from None
    if time.tzinfo is None:
        raise WrongUsage(f"{option} {text!r}: names no zone; add one, such as Z or +09:00")
    return round(time.timestamp() * 1000)


def told(period: EmergencyPeriod) -> str:
    """An emergency in a line.

    >>> told(EmergencyPeriod(ts=0, region="JP", from_=0, until=None))
    'emergency in JP from 1970-01-01T00:00Z on'
    """
    until = "on" if period.until is None else f"until {to_the_minute(period.until)}"
    return f"emergency {_for(period.region, period.accounts)} from {to_the_minute(period.begin)} {until}"


def _for(region: str | None, accounts: Iterable[str] | None) -> str:
    named = [f"in {region}"] if region else []
    named += [f"for {', '.join(accounts)}"] if accounts else []
    return " and ".join(named) or "for all accounts"


def _declared(settings: Settings) -> Iterator[EmergencyPeriod]:
    """All emergencies that a partition of `control` tells of, in their order; every partition has all."""
    for record in all_of(settings, "control"):
        with suppress(Rejected):  # the worker buries it
            event = decoded(record.value, CONTROL)
            if record.partition == 0 and isinstance(event, EmergencyPeriod):
                yield event


def put(settings: Settings, topic: str, key: bytes | None, value: bytes | None, partitions: Iterable[int]) -> list[int]:
    """Writes a record to partitions of a topic, and returns where; raises Failed where the brokers do not take it."""
    return put_each(settings, topic, [(key, value, partition) for partition in partitions])


def put_each(settings: Settings, topic: str, records: Iterable[tuple[bytes | None, bytes | None, int]]) -> list[int]:
    """The same of records with their keys and partitions."""
    producer = KafkaProducer(**connection(settings), acks="all", enable_idempotence=True)
    try:
        name = settings.topic(topic)
        sent = [producer.send(name, value=value, key=key, partition=each) for key, value, each in records]
        return [each.get(timeout=DELIVERY).offset for each in sent]
    except KafkaError as lost:
        raise Failed(f"{settings.brokers} did not take it ({lost}); say it again") from lost
    finally:
        producer.close()
