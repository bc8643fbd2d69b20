"""What an account moves and is charged on one stream, added up by slots of five minutes of its events' own times.

A second stage sums these over streams (`detectors/ledger.py`). It is told a slot's sums, which only grow: those of the
newest slot when a later one begins, and whenever a hundredth of a limit has come together in it; those of an older slot
at once. What is left is told when the shard is asked to. Accounts that no such limit is known of cost nothing.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, Record, kernel
from detectors.memory import BLOCK, Memory, give_back, load, store, take
from detectors.spans import DAY, MINUTE
from detectors.windows import KEPT_OUT

SLOT = 5 * MINUTE
SETTLED = 10 * MINUTE  # after its end, by the account's clock, a slot is what a pool is judged by
KEPT = 62 * DAY  # how late an event may come and still count: within this month and the last in any case
LIMITS = ("bytes_per_day", "spend_cap")  # those of which a hundredth is worth telling
MILLIONTHS = 1_000_000  # of a charge, in which costs are added up
MOST = np.int64(1 << 62)  # that a sum may be: one event adds 2**54 bytes at most, so it cannot wrap

TOTALS = np.dtype([*BLOCK, ("slots", "i4"), ("bytes", "i8"), ("cost", "i8"), ("ts", "i8")])
"""An account's slots in their order. `bytes`, `cost`: what of the newest has not been told; `ts`: its newest time."""

TOLD = np.dtype([(name, "i8") for name in ("event", "account", "slot", "ts", "bytes", "cost", "late")])
"""The sums of a slot as of an event: its place in the batch, the account's row, the slot's number, its newest time.

`late`: 1 where an event is among them that came when the slot had settled.
"""

# Cells of a slot: its number, its sums
NUMBER, BYTES, COST, ENTRY = 0, 1, 3, 5


@kernel
def place_of(totals: Record, memory: Memory, number: Int) -> int:
    """How many of the slots are before one."""
    low, high = 0, totals.slots
    if high > 0 and memory[totals.at + (high - 1) * ENTRY] < number:
        return high
    while low < high:
        middle = (low + high) // 2
        if memory[totals.at + middle * ENTRY] < number:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def forget(totals: Record, memory: Memory, clock: Int) -> int:
    """Drops the slots that no event can count in any more; returns how many these are."""
    gone = place_of(totals, memory, (clock - KEPT + 1) // SLOT)
    if gone > 0:
        totals.slots -= gone
        for i in range(totals.at, totals.at + totals.slots * ENTRY):
            memory[i] = memory[i + gone * ENTRY]
    return gone


@kernel
def insert(totals: Record, memory: Memory, place: int, number: Int, clock: Int) -> int:
    """Sets up a slot behind `place` others and returns where it is."""
    if (totals.slots + 1) * ENTRY > totals.cells:
        place -= forget(totals, memory, clock)
    if (totals.slots + 1) * ENTRY > totals.cells:
        cells = max(8, 2 * totals.cells)
        at = take(memory, cells)
        for i in range(totals.slots * ENTRY):
            memory[at + i] = memory[totals.at + i]
        if totals.cells:
            give_back(memory, totals.at, totals.cells)
        totals.at, totals.cells = at, cells
    at = totals.at + place * ENTRY
    for i in range(totals.at + totals.slots * ENTRY - 1, at - 1, -1):
        memory[i + ENTRY] = memory[i]
    for i in range(at, at + ENTRY):
        memory[i] = 0
    memory[at + NUMBER] = number
    totals.slots += 1
    return at


@kernel
def raised(memory: Memory, at: int, by: Int) -> None:
    """Adds to a sum, up to MOST."""
    store(memory, at, min(load(memory, at) + by, MOST))


@kernel
def tell(
    totals: Record,
    memory: Memory,
    at: int,
    event: Int,
    account: Int,
    ts: Int,
    late: Int,
    told: NDArray[np.void],
    n: int,
) -> None:
    """Makes the sums of the slot at `at` the n-th to be told."""
    told[n].event, told[n].account, told[n].ts, told[n].late = event, account, ts, late
    told[n].slot = memory[at + NUMBER]
    told[n].bytes, told[n].cost = load(memory, at + BYTES), load(memory, at + COST)
    if at == totals.at + (totals.slots - 1) * ENTRY:
        totals.bytes, totals.cost = 0, 0


@kernel
def add_up(
    event: Record,
    place: Int,
    slot: Int,
    totals: Record,
    memory: Memory,
    clock: Int,
    limits: Record,
    told: NDArray[np.void],
    begun: NDArray[np.int64],
    used: NDArray[np.int64],
) -> None:
    """Adds up the event at `place` of its batch, of the account in row `slot`.

    What is to be told goes into `told`, accounts that from now on have something untold into `begun`; `used` counts
    both. One event takes up to two places of the first and one of the second.
    """
    if clock - event.ts >= KEPT:
        event.late |= KEPT_OUT
        return
    number = event.ts // SLOT
    before = place_of(totals, memory, number)
    at = totals.at + before * ENTRY
    if before == totals.slots and totals.slots > 0 and (totals.bytes > 0 or totals.cost > 0):
        tell(totals, memory, at - ENTRY, place, slot, totals.ts, 0, told, used[0])
        used[0] += 1
    if before == totals.slots or memory[at] != number:
        at = insert(totals, memory, before, number, clock)
    raised(memory, at + BYTES, event.bytes)
    raised(memory, at + COST, event.cost)
    late = clock >= (number + 1) * SLOT + SETTLED
    newest, ts = at == totals.at + (totals.slots - 1) * ENTRY, event.ts
    if newest:
        if totals.bytes == 0 and totals.cost == 0:
            begun[used[1]] = slot
            used[1] += 1
            totals.ts = event.ts
        totals.bytes, totals.cost = min(totals.bytes + event.bytes, MOST), min(totals.cost + event.cost, MOST)
        totals.ts = ts = max(totals.ts, event.ts)
    if (
        not newest
        or late
        or 100.0 * totals.bytes >= limits.bytes_per_day
        or 100.0 * totals.cost >= limits.spend_cap * MILLIONTHS
    ):
        tell(totals, memory, at, place, slot, ts, late, told, used[0])
        used[0] += 1


def rest(totals: Record, memory: Memory) -> tuple[int, int, int, int] | None:
    """The newest slot of an account where some of it is untold: number, newest time, bytes, cost; from now on told."""
    if not totals["bytes"] and not totals["cost"]:
        return None
    totals["bytes"], totals["cost"] = 0, 0
    at = int(totals["at"]) + (int(totals["slots"]) - 1) * ENTRY
    return int(memory[at]), int(totals["ts"]), int(load(memory, at + BYTES)), int(load(memory, at + COST))
