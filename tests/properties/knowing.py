"""How what is known of an account comes in: each date before it counts, at any point; what has no date, at once."""

import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.oracle import Event

Record = dict[str, Any]
MOST = 4  # records of an account


class Version(NamedTuple):
    """A record of an account, which has to be there before the first event at or behind `needed`."""

    needed: int
    record: Record


def moment(event: Event) -> int:
    """The latest time that an event is judged as of."""
    return max(int(event["ts"]), int(event.get("started") or 0))


def versions(record: Record, rng: random.Random) -> list[Version]:
    """An account's record as it may come to be what it is, the last one being the whole."""
    dates = sorted({date for dated in _dated(record) for date in (dated.get("from"), dated.get("until")) if date})
    cuts = sorted(rng.sample(dates, min(len(dates), rng.randrange(MOST))))
    until = [*(as_of(record, cut - 1) for cut in cuts), record]
    return [Version(needed, one) for needed, one in zip([0, *cuts], until, strict=True)]


def known(records: Sequence[Record]) -> dict[str, list[Version]]:
    """Everything, from the beginning."""
    return {record["account"]: [Version(0, record)] for record in records}


def coming(records: Sequence[Record], rng: random.Random) -> dict[str, list[Version]]:
    """Everything, each date at any time before it counts."""
    return {record["account"]: versions(record, rng) for record in records}


def as_of(record: Record, ts: int) -> Record:
    """The record as it may have been at a time: nobody knew what begins or ends later."""

    def known(dated: Sequence[Record]) -> list[Record]:
        begun = [one for one in dated if (one.get("from") or 0) <= ts]
        return [one | {"until": None} if (one.get("until") or 0) > ts else one for one in begun]

    made = record | {name: known(record[name]) for name in ("numbers", "caller_ids", "declared") if record.get(name)}
    limits = record.get("limits")
    if limits:
        made["limits"] = {name: known(given) if isinstance(given, list) else given for name, given in limits.items()}
    return made


def _dated(record: Record) -> Iterator[Record]:
    for name in ("numbers", "caller_ids", "declared"):
        yield from record.get(name) or ()
    for given in (record.get("limits") or {}).values():
        yield from given if isinstance(given, list) else ()
