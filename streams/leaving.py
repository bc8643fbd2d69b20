"""Accounts leave a shard: their slots are free then, and all that they had in it is used again by others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detectors.base import ACCOUNT
from detectors.layout import heads
from streams.rows import NOBODY, linked

if TYPE_CHECKING:
    from streams.shard import Shard


def let_go(shard: "Shard", slots: Sequence[int]) -> dict[str, int]:
    """Forgets the accounts in some slots; returns their newest times."""
    accounts, names = shard.tables[ACCOUNT], [shard.names[slot] for slot in slots]
    clocks = dict(zip(names, accounts.rows["clock"][slots].tolist(), strict=True))
    for kind in shard.layout.subjects[1:]:
        table, first = shard.tables[kind], accounts.rows[heads(kind)]["head"][slots].tolist()
        table.hand_back(linked(first, table.rows["next"])[0], shard.memory)
    accounts.hand_back(slots, shard.memory)
    shard.facts.forget(slots)
    shard.telling.waiting.difference_update(slots)
    shard.touch(slots)
    for slot, name in zip(slots, names, strict=True):
        if shard.slots[name] == slot:  # else a page that is taken over had it once more
            del shard.slots[name]
        shard.names[slot] = NOBODY
        shard.foreign.pop(slot, None)
    return clocks


def leave_free(shard: "Shard", upto: int) -> None:
    """Has the next account that is taken over begin at a slot; those before it are free, and used before others."""
    accounts = shard.tables[ACCOUNT]
    shard.limit.rows(shard, accounts, upto - len(shard.names))
    accounts.leave_free(upto)
    shard.make_room(upto)
