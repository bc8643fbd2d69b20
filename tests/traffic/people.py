"""What people say to calls: complaints and opt-outs, by those who were called and by others."""

import random

from tests.traffic.manners import DAY, HOUR, MINUTE, SECOND
from tests.traffic.telling import Delivered, Telling

SOON = (0, 1, 999, SECOND, MINUTE)
BESIDE = (-1, 0, 1)


def complaints(rng: random.Random, telling: Telling, who: str, ts: int) -> list[Delivered]:
    """One person's complaint of a call then, or the same several times."""
    times = [_some_time_after(rng, ts) for _ in range(rng.choice((1, 1, 1, 1, 2, 3)))]
    return [_said(rng, telling, time, "complaint", who) for time in times]


def opt_outs(rng: random.Random, telling: Telling, who: str, ts: int) -> list[Delivered]:
    """One person's opt-out after a call then; sometimes a second one, of an earlier or later time, follows it."""
    first = _some_time_after(rng, ts)
    times = [first]
    if rng.random() < 0.3:
        times.append(first + rng.choice((-HOUR, -SECOND, -1, 0, 1, HOUR)))
    return [_said(rng, telling, time, "opt-out", who) for time in times]


def calls_after(rng: random.Random, said: list[Delivered]) -> list[tuple[int, int]]:
    """When a person who opted out is called again: starts, and how much later that is heard of."""
    heard = max(delivered.at for delivered in said)
    calls: list[tuple[int, int]] = []
    for _ in range(rng.choice((1, 1, 2, 3))):
        ts = rng.choice(said).event["ts"] + rng.choice((*BESIDE, *BESIDE, SECOND, HOUR, DAY, 3 * DAY))
        calls.append((ts, rng.choice((0, max(0, heard - ts), max(0, heard - ts + 1)))))
    return calls


def _some_time_after(rng: random.Random, ts: int) -> int:
    """Mostly soon; or about when people who were called then are no longer known, at the border of a UTC day."""
    luck = rng.random()
    if luck < 0.8:
        return ts + rng.choice(SOON)
    if luck < 0.9:
        return ts + rng.choice((HOUR, DAY - 1, DAY, 3 * DAY, 29 * DAY))
    return (ts // DAY + rng.choice((29, 30, 30, 31))) * DAY + rng.choice(BESIDE)


def _said(rng: random.Random, telling: Telling, ts: int, what: str, who: str) -> Delivered:
    late = rng.choice((0, 0, 0, 0, 0, SECOND, 12 * MINUTE, DAY, 25 * HOUR))
    return telling.delivered(ts + late, telling.event(ts, what, to=who))
