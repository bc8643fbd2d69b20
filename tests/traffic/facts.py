"""What the platform knows of an account: numbers, limits and declared events whose dates fall between its calls."""

import random
from collections.abc import Iterable
from typing import Any

from tests.traffic.caller import MAX_CALLS, Caller
from tests.traffic.manners import DAY, HOUR
from tests.traffic.telling import Event

Record = dict[str, Any]

OWN_LIMITS: dict[str, tuple[float, ...]] = {
    "cps": (0, 0, 0.5, 1, 2, 2.5, 3, 4, 5, 10),
    "abandoned_share": (0.01, 0.03, 0.05, 0.1),
    "short_share": (0.05, 0.15, 0.2, 0.4),
    "early_hangup_share": (0.1, 0.2, 0.3),
    "concurrent_outbound": (0, 1, 2, 2, 2, 2.5, 3, 3, 5, 10, 40, 100),
    "concurrent_inbound": (0, 1, 2, 2, 3, 3, 5, 10, 100),
    "concurrent_forwards": (0, 1, 2, 2, 3, 3, 5, 10, 50),
}
DECLARED_LIMITS: dict[str, tuple[float, ...]] = {
    "cps": (2, 4, 6, 20),
    "abandoned_share": (0.02, 0.08, 0.5, 1),
    "short_share": (0.1, 0.28, 0.5, 0.9),
    "early_hangup_share": (0.1, 0.6, 0.7),
    "concurrent_outbound": (1, 4, 6, 20, 120),
    "concurrent_inbound": (1, 4, 6, 20, 120),
    "concurrent_forwards": (1, 4, 6, 20, 60),
    "max_call": (1_000, *MAX_CALLS),
}
ODDS = {"max_call": 0.2}  # that a limit is given, where it is not the same as others'
USES = (None, "conversational", "contact-center", "notifications", "otp", "marketing", "emergency")


def record(rng: random.Random, caller: Caller, events: Iterable[Event], *, limits: bool = True) -> Record:
    """A record of the account with these events, with limits and declared events of its own if `limits`.

    Its dates are those of its events and their starts, or one millisecond before or after.
    """
    moments: list[int] = sorted(
        moment for event in events for moment in (event["ts"], event.get("started") or event["ts"])
    )
    made: Record = {
        "account": caller.name,
        "status": "active",
        "country": caller.country,
        "use": rng.choice(USES),
        "numbers": [
            {"number": caller.shown.own, "country": caller.country, "from": moments[0] - 90 * DAY, "until": None},
            {"number": caller.shown.lent, **dates(rng, moments)},
        ],
        "caller_ids": [{"number": caller.shown.verified, **dates(rng, moments)}],
    }
    if not limits:
        return made
    made |= barred(caller.name, moments)
    if rng.random() < 0.75:
        given = [name for name in OWN_LIMITS if rng.random() < 0.6]
        made["limits"] = {name: own_limit(rng, OWN_LIMITS[name], moments) for name in given}
    if caller.max_call is not None:
        values = (0, 1, *MAX_CALLS, *(caller.max_call,) * 20)
        made["limits"] = made.get("limits", {}) | {"max_call": own_limit(rng, values, moments)}
    if rng.random() < 0.6:
        made["declared"] = [
            declared(rng, f"{caller.name}-event-{i}", DECLARED_LIMITS, moments) for i in range(rng.randint(1, 3))
        ]
    return made


def barred(account: str, moments: list[int]) -> Record:
    """Its status, which one account in eight has lost, about an hour before one of these moments."""
    rng = random.Random(f"status of {account}")
    if rng.random() >= 1 / 8:
        return {"status": "active"}
    since = rng.choice(moments) - HOUR + rng.choice((-1, 0, 0, 1))
    return {"status": rng.choice(("suspended", "terminated")), "status_from": rng.choice((since, since, since, None))}


def own_limit(rng: random.Random, values: tuple[float, ...], moments: list[int]) -> float | list[Record]:
    """A limit of the account's own, dated or not."""
    if rng.random() < 0.5:
        return rng.choice(values)
    return [{"value": rng.choice(values), **dates(rng, moments)} for _ in range(rng.randint(1, 3))]


def declared(rng: random.Random, id: str, limits: dict[str, tuple[float, ...]], moments: list[int]) -> Record:
    """A declared event, of some of these limits."""
    return {
        "id": id,
        "submitted": max(1, moments[0] - 60 * DAY),
        "status": rng.choice(("agreed", "agreed", "agreed", "agreed", "pending", "refused")),
        **dates(rng, moments),
        "limits": {name: rng.choice(values) for name, values in limits.items() if rng.random() < ODDS.get(name, 0.6)},
    }


def dates(rng: random.Random, moments: list[int]) -> Record:
    """`from` and `until`, by some of these moments."""
    first, last = sorted(rng.choice(moments) + rng.choice((-1, 0, 0, 1)) for _ in range(2))
    dates: Record = {"from": first, "until": rng.choice((last, last, last, None))}
    if rng.random() < 0.1:
        del dates["from"]
    return dates
