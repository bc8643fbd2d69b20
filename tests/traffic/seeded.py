"""Any amount of traffic from a seed."""

import random
from functools import partial

from tests.traffic.behaviours import (
    CONCURRENCY,
    DETAILS,
    DIALING,
    GIANT,
    HONEST,
    KEYED,
    LEGS,
    LOAD,
    MACHINES,
    MANNERS,
    PEOPLE,
    SPOOFING,
)
from tests.traffic.caller import Caller
from tests.traffic.crowd import Crowd, crowd
from tests.traffic.facts import Record, record
from tests.traffic.telling import Event

COUNTRIES = ("US", "US", "JP", "JP", "GB", "CA", None)
PROFILES: dict[str, tuple[str, ...]] = {
    "honest": tuple(HONEST),
    "spoofing": tuple(SPOOFING),
    "dialing": tuple(DIALING),
    "load": tuple(LOAD),
    "concurrency": tuple(CONCURRENCY),
    "keyed": tuple(KEYED),
    "people": tuple(PEOPLE),
    "machines": tuple(MACHINES),
    "legs": tuple(LEGS),
    "details": tuple(DETAILS),
    "giant": tuple(GIANT),  # over 1,000 unowned in 24 h and under 1 %: one account, some 115,000 events
    "mixed": tuple(HONEST) * 16 + tuple(name for name in MANNERS if name not in GIANT),
}


def random_traffic(
    seed: int,
    events: int = 10_000,
    accounts: int = 20,
    profile: str = "mixed",
) -> tuple[list[Record], list[Event]]:
    """Account records and calls in the order they arrive, always the same for the same arguments.

    There are about `events` calls (never more) over `accounts` accounts of unequal size; `profile` is a key of
    `PROFILES`. Shares need over 100 calls to be judged, so give an account 300 events or more. One account in eight has
    no record. The accounts of `honest` have no limits of their own: nothing is to be found in them.
    """
    rng = random.Random(f"{profile}/{seed}")
    callers = Crowd(
        open=lambda rng, name: Caller(rng, name, rng.choice(COUNTRIES)),
        act=lambda caller: caller.leg,
        known=partial(record, limits=profile not in {"honest", "giant"}),
    )
    return crowd(rng, seed, events, accounts, callers, [MANNERS[name] for name in PROFILES[profile]])
