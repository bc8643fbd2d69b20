"""Any amount of traffic from a seed."""

import random
from itertools import cycle

from tests.traffic.behaviours import (
    CONCURRENCY,
    DETAILS,
    DIALING,
    GIANT,
    HONEST,
    KEYED,
    LEGS,
    LOAD,
    MANNERS,
    PEOPLE,
    SPOOFING,
)
from tests.traffic.caller import Caller
from tests.traffic.facts import Record, record
from tests.traffic.manners import DAY, HOUR, MINUTE, SECOND, Manner
from tests.traffic.repeats import with_repeats
from tests.traffic.telling import Delivered, Event

START = 1_790_000_000_000 // DAY * DAY + 15 * HOUR
PANES = (SECOND, 10 * SECOND, 10 * SECOND, MINUTE, 24 * MINUTE, DAY)

PROFILES: dict[str, tuple[str, ...]] = {
    "honest": tuple(HONEST),
    "spoofing": tuple(SPOOFING),
    "dialing": tuple(DIALING),
    "load": tuple(LOAD),
    "concurrency": tuple(CONCURRENCY),
    "keyed": tuple(KEYED),
    "people": tuple(PEOPLE),
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
    weights = [rng.uniform(0.5, 2.0) for _ in range(accounts)]
    records: list[Record] = []
    arrivals: list[tuple[int, int, Event]] = []
    for i, weight in enumerate(weights):
        caller = Caller(rng, f"account-{seed}-{i}", rng.choice(("US", "US", "JP", "JP", "GB", "CA", None)))
        delivered = _life(rng, caller, int(events * weight / sum(weights)), PROFILES[profile])
        if not delivered:
            continue
        if i == 0 or rng.random() >= 0.125:
            own = (arrival.event for arrival in delivered)
            records.append(record(rng, caller, own, limits=profile not in {"honest", "giant"}))
        at = {arrival.event["id"]: arrival.at for arrival in delivered}
        mine = with_repeats(rng, [arrival.event for arrival in delivered], odds=0.01)
        clock = 0
        for event in mine:
            clock = max(clock, at[event["id"]])
            arrivals.append((clock, len(arrivals), event))
    arrivals.sort(key=lambda arrival: arrival[:2])
    return records, [event for _, _, event in arrivals][:events]


def _life(rng: random.Random, caller: Caller, size: int, manners: tuple[str, ...]) -> list[Delivered]:
    """About `size` events of one account, in the order they arrive, in phases of one manner each."""
    made: list[Delivered] = []
    ts = START + rng.randrange(HOUR)
    while len(made) < size:
        manner = MANNERS[rng.choice(manners)]
        gaps = cycle(manner.gaps if manner.in_order else rng.choices(manner.gaps, k=rng.randint(3, 9)))
        last = ts
        for _ in range(rng.randint(*manner.legs)):
            made += caller.leg(ts, _delay(rng, manner), manner)
            if len(made) >= size:
                break
            last = ts
            ts += next(gaps)
            if rng.random() < manner.borders:
                ts = _border(rng, ts)
        ts = rng.choice((ts, last)) + rng.choice(manner.pauses) + rng.choice((-1, 0, 0, 1))
    return sorted(made)[:size]


def _delay(rng: random.Random, manner: Manner) -> int:
    """How late an event arrives: mostly not at all, sometimes too late for one window or for all."""
    if rng.random() >= manner.late:
        return 0
    luck = rng.random()
    if luck < 0.8:
        return rng.choice((500, 999, 1_000, 5_000, 9_999, 10_000, 10_001, 15_000, MINUTE))
    if luck < 0.92:
        return rng.randrange(12 * MINUTE)
    return rng.choice((rng.randrange(5 * HOUR), rng.randrange(26 * HOUR), rng.randrange(32 * DAY)))


def _border(rng: random.Random, ts: int) -> int:
    """The next border of some pane, or the last millisecond before it; a day's border is rare, since time runs on."""
    pane = rng.choice(PANES) if rng.random() < 0.1 else rng.choice(PANES[:4])
    return max(ts, -(-ts // pane) * pane - rng.choice((0, 1)))
