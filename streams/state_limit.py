"""How much state one process may hold: it ends with one line before the machine has no memory left."""

import os
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from detectors.eviction import USED
from detectors.memory import TOP, Memory, enlarged
from streams.errors import Failed
from streams.spill import in_memory

if TYPE_CHECKING:
    from streams.rows import Table
    from streams.shard import Shard

CONTAINER = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))  # of cgroups 2, 1


def half_of_memory(limits: tuple[Path, ...] = CONTAINER) -> int:
    """Half of what this process may use, in bytes: what grows is copied, and there is more than state.

    Source: Linux, Documentation/admin-guide/cgroup-v2.rst: `memory.max` is a number of bytes, or `max`.
    """
    known = [text for path in limits if path.is_file() and (text := path.read_text("ascii").strip()).isdecimal()]
    return min([os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), *map(int, known)]) // 2


class StateLimit:
    """Lets the shards of this process grow up to `most` bytes in all; None: as far as they like."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self._shards: WeakSet[Shard] = WeakSet()

    def join(self, shard: "Shard") -> None:
        """Counts a shard for as long as there is one."""
        self._shards.add(shard)

    def rows(self, shard: "Shard", table: "Table", more: int = 1) -> None:
        """Makes room in a table of a shard for so many rows more; raises Failed where that is too much."""
        while int(table.used[USED]) + more > len(table.rows):
            self._allow(shard, table.bytes)
            table.grow()

    def cells(self, shard: "Shard", room: int) -> None:
        """Makes room in a shard's arena; raises Failed where that is too much."""
        if int(shard.memory[TOP]) + room <= len(shard.memory):
            return

        def empty(cells: int) -> Memory:
            arena = shard.arena(cells)  # the system gives it memory when it is written to
            self._allow(shard, in_memory(arena) - in_memory(shard.memory))
            return arena

        try:
            shard.memory = enlarged(shard.memory, room, empty)
        except MemoryError as full:
            raise Failed(f"{shard.name}: {full}") from None

    def _allow(self, shard: "Shard", more: int) -> None:
        if self.most is None:
            return
        whole = sum(each.state_bytes for each in self._shards)
        if whole + more > self.most:
            raise Failed(
                f"{shard.name}: its state of {shard.state_bytes:,} bytes needs {more:,} more, and all state of this "
                f"process is {whole:,} bytes of at most {self.most:,}: start more workers, give the topics more "
                "partitions, set RINGFENCE_SPILL_FOLDER, or raise RINGFENCE_STATE_LIMIT"
            )
