"""Which faults come when: the same for a seed."""

import random
from typing import NamedTuple

POINTS = ("outputs", "pages", "between pages", "manifests", "commit")
ZOMBIE = "SIGSTOP for two sessions"
CRASH = "crash at: "
KINDS = (
    "kill -9 of a worker",
    "SIGTERM of a worker",
    ZOMBIE,
    "scale 3, 1, 3",
    "kill -9 of the broker",
    *(CRASH + point for point in POINTS),
)
CLOSE = 1 / 3  # of the faults come while the one before them is still being got over
SOON = 3.0  # seconds after it
QUIET = 0.1  # of the time, at its beginning and at its end, that nothing fails in


class Fault(NamedTuple):
    """What is to happen so many seconds after the traffic began; `worker` is the one that it meets, if it lives."""

    at: float
    kind: str
    worker: int


def schedule(seed: int, count: int, seconds: float, workers: int) -> list[Fault]:
    """So many faults within so many seconds, each kind as often as the others, in the order of their times."""
    rng = random.Random(f"faults/{seed}")
    kinds: list[str] = []
    while len(kinds) < count:
        kinds += rng.sample(KINDS, len(KINDS))
    begin, width = seconds * QUIET, seconds * (1 - 2 * QUIET) / max(count, 1)
    faults: list[Fault] = []
    for i, kind in enumerate(kinds[:count]):
        at = begin + (i + rng.random()) * width
        if faults and rng.random() < CLOSE:
            at = faults[-1].at + rng.uniform(0, min(SOON, width))
        faults.append(Fault(at, kind, rng.randrange(workers)))
    return sorted(faults)
