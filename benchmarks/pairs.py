"""What it costs to keep for good who opted out from whom: megabytes and nanoseconds, in memory and in files.

python -m benchmarks.pairs [PAIRS] [FOLDER]
"""

import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from detectors.kernel import Record, kernel
from detectors.memory import TOP, Memory, enlarged, memory
from detectors.sightings import OPTED_OUT, SIGHTINGS, add, find, hashed
from streams.spill import into

PAIRS = 10_000_000
CHUNK = 100_000
ROOM = 64 * CHUNK + (1 << 24)  # cells; a directory of ten million pairs moves at once


class Kept(NamedTuple):
    """Pairs of one shard: megabytes of state and of them in memory only, microseconds a pair."""

    accounts: int
    state: float
    anonymous: float
    added: float
    found: float


@kernel
def keep(seen: Record, memory: Memory, begin: int, end: int) -> None:
    """Somebody else opts out, again and again."""
    for person in range(begin, end):
        add(seen, memory, OPTED_OUT, hashed(1, person) << 31 | hashed(2, person), 1, 0, 1)


@kernel
def among(seen: Record, memory: Memory, begin: int, end: int) -> int:
    """How many of them are known to have."""
    known = 0
    for person in range(begin, end):
        known += find(seen, memory, OPTED_OUT, hashed(1, person) << 31 | hashed(2, person)) != 0
    return known


def measure(pairs: int, accounts: int, folder: Path | None) -> Kept:
    """Keeps so many pairs of so many accounts in one arena."""
    empty, before = into(folder), _anonymous()
    arena, rows = memory(), np.zeros(accounts, SIGHTINGS)
    began = time.perf_counter()
    for account in range(accounts):
        for at in range(0, pairs // accounts, CHUNK):
            if len(arena) < int(arena[TOP]) + ROOM:
                arena = enlarged(arena, 2 * ROOM, empty)
            keep(rows[account], arena, at, min(at + CHUNK, pairs // accounts))
    kept = time.perf_counter()
    known = sum(among(row, arena, 0, pairs // accounts) for row in rows)
    found = time.perf_counter()
    if known != pairs // accounts * accounts:
        raise AssertionError(f"{known:,} of {pairs:,} pairs are known")
    state = int(arena[TOP]) * arena.itemsize / 1e6
    return Kept(accounts, state, _anonymous() - before, 1e6 * (kept - began) / pairs, 1e6 * (found - kept) / pairs)


def _anonymous() -> float:
    """Megabytes of this process that are in memory and nowhere else."""
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024


def main() -> None:
    """Prints a row for one account and for a thousand."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    measure(CHUNK, 10, folder)  # compiles
    for accounts in (1, 1_000):
        kept = measure(pairs, accounts, folder)
        print(
            f"{pairs:,} pairs of {accounts:,} accounts: {kept.state:,.0f} MB of state, {kept.anonymous:,.0f} MB "
            f"of it in memory only; {kept.added:.2f} µs to keep one, {kept.found:.2f} µs to look one up"
        )


if __name__ == "__main__":
    main()
