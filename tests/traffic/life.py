"""What an account does over time, manner by manner, and what accounts do at the same time."""

import random
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import TypeVar

from tests.traffic.manners import DAY, HOUR, MINUTE, SECOND, Pace
from tests.traffic.repeats import with_repeats
from tests.traffic.telling import Delivered, Event

START = 1_790_000_000_000 // DAY * DAY + 15 * HOUR
PANES = (SECOND, 10 * SECOND, 10 * SECOND, MINUTE, 24 * MINUTE, DAY)
P = TypeVar("P", bound=Pace)


class Arrivals:
    """The events of several accounts, as they arrive."""

    def __init__(self) -> None:
        self._arrivals: list[tuple[int, int, Event]] = []

    def add(self, rng: random.Random, delivered: list[Delivered], odds: float) -> None:
        """Another account's events in their order; with these odds, one of each comes again."""
        at = {arrival.event["id"]: arrival.at for arrival in delivered}
        mine = with_repeats(rng, [arrival.event for arrival in delivered], odds)
        clock = 0
        for event in mine:
            clock = max(clock, at[event["id"]])
            self._arrivals.append((clock, len(self._arrivals), event))

    @property
    def events(self) -> list[Event]:
        """All of them."""
        return [event for _, _, event in sorted(self._arrivals, key=lambda arrival: arrival[:2])]


def life(
    rng: random.Random, leg: Callable[[int, int, P], list[Delivered]], size: int, manners: Sequence[P]
) -> list[Delivered]:
    """About `size` events of one account, in the order they arrive, in phases of one manner each."""
    made: list[Delivered] = []
    ts = START + rng.randrange(HOUR)
    while len(made) < size:
        manner = rng.choice(manners)
        gaps = cycle(manner.gaps if manner.in_order else rng.choices(manner.gaps, k=rng.randint(3, 9)))
        last = ts
        for _ in range(rng.randint(*manner.legs)):
            made += leg(ts, _delay(rng, manner), manner)
            if len(made) >= size:
                break
            last = ts
            ts += next(gaps)
            if rng.random() < manner.borders:
                ts = _border(rng, ts)
        ts = rng.choice((ts, last)) + rng.choice(manner.pauses) + rng.choice((-1, 0, 0, 1))
    return sorted(made)[:size]


def _delay(rng: random.Random, manner: Pace) -> int:
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
