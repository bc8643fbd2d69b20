"""The K keys seen most recently and when: "at least K distinct within W" is exact by the oldest of them."""

from detectors.kernel import Record, kernel
from detectors.memory import Memory, load, store, take

ENTRY = 4  # cells: a 64-bit key and its 64-bit time; time 0 means that the place is free


@kernel
def remember(block: Record, memory: Memory, key: int, ts: int, most: int) -> None:
    """Notes that `key` was seen at `ts` (> 0), forgetting the one seen longest ago where more than `most` are known."""
    if block.cells == 0:
        block.at = take(memory, most * ENTRY)
        block.cells = most * ENTRY
    oldest, oldest_ts = block.at, load(memory, block.at + 2)
    for at in range(block.at, block.at + block.cells, ENTRY):
        seen = load(memory, at + 2)
        if seen != 0 and load(memory, at) == key:
            store(memory, at + 2, max(seen, ts))
            return
        if seen < oldest_ts:
            oldest, oldest_ts = at, seen
    if ts > oldest_ts:
        store(memory, oldest, key)
        store(memory, oldest + 2, ts)


@kernel
def latest_in(block: Record, memory: Memory, since: int) -> int:
    """How many of the remembered keys were last seen after `since`."""
    found = 0
    for at in range(block.at, block.at + block.cells, ENTRY):
        if load(memory, at + 2) > max(since, 0):  # 0 is a free place
            found += 1
    return found
