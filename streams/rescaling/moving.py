"""Accounts with all their state out of stages of some number of partitions, and into those of another."""

from collections import defaultdict
from collections.abc import Callable, Mapping

import msgspec

from streams import complete, paging
from streams.checkpoints import of_books, of_cases
from streams.checkpoints.paged import Page
from streams.deciding import Recommending
from streams.gathering import Gathering
from streams.judging import Judging
from streams.keeping import Keeping
from streams.placement import home
from streams.shard import ACCOUNTS_A_PAGE, Shard
from streams.totalling import Totalling

Pages = dict[str, Page]  # by name
Names = dict[int, list[str]]  # of pages, by partition


def move_shards(old: Judging, new: Judging) -> Names:
    """Moves what shards have of the accounts that are theirs. Returns which pages that makes."""
    shards = {partition: new.state(partition).shard for partition in new.positions}
    for partition in old.positions:
        move(old.state(partition).shard, shards)
    return {partition: list(map(str, range(paging.pages(shard)))) for partition, shard in shards.items()}


def move(shard: Shard, to: Mapping[int, Shard]) -> None:
    """Moves the accounts that are a shard's own to those that they belong to, by partition."""
    slots = defaultdict[int, list[int]](list)
    for account, slot in shard.slots.items():
        if slot not in shard.foreign:
            slots[home(account, len(to))].append(slot)
    for partition, own in slots.items():
        for first in range(0, len(own), ACCOUNTS_A_PAGE):
            paging.restore(to[partition], paging.page_of(shard, own[first : first + ACCOUNTS_A_PAGE]))


def move_gathered(old: Gathering, new: Gathering) -> Names:
    """Moves what is gathered by what accounts share. Returns which pages that makes."""
    return _moved(new, _marked(old, _divided(old, old.kind.owner, len(new.positions))))


def move_books(old: Totalling, new: Totalling) -> Names:
    """Moves books and pools. Returns which pages that makes."""
    return _moved(new, _marked(old, _divided(old, of_books.owner, len(new.positions))))


def move_cases(old: Recommending, new: Recommending, used: Mapping[str, int]) -> Names:
    """Moves cases. `used` has the offsets that records have now by which accounts were judged. Returns the pages."""
    moved = _divided(old, of_cases.owner, len(new.positions))
    for pages in moved.values():
        for name, page in pages.items():
            if of_cases.owner(name) is not None:  # emergencies are everybody's
                own = of_cases.DECODER.decode(page.data)
                if own.used != of_cases.NEVER:
                    own = msgspec.structs.replace(own, used=used.get(own.account, own.used))
                pages[name] = Page(0, msgspec.msgpack.encode(own))
    return _moved(new, moved)


def _divided(stage: Keeping, owner: Callable[[str], str | None], partitions: int) -> dict[int, Pages]:
    """The pages of all partitions of a stage by the partition that they belong to now: that of their owner, or all."""
    pages: dict[int, Pages] = {partition: {} for partition in range(partitions)}
    for partition, checkpoint in stage.checkpoints.items():
        state = stage.state(partition)
        for name in checkpoint.names(stage.positions[partition]):
            data, whose = state.page(name), owner(name)
            if data is not None:
                for to in range(partitions) if whose is None else (home(whose, partitions),):
                    pages[to][name] = Page(0, data)
    return pages


def _marked(stage: Keeping, moved: Mapping[int, Pages]) -> Mapping[int, Pages]:
    """The same where each has told all up to the tick that all had before, so that nothing is looked at again."""
    pages = (stage.state(partition).page(complete.PAGE) for partition in stage.positions)
    told = min(mark.ts for page in pages if page for mark in complete.read(page))
    page = Page(0, complete.page(complete.Complete(partition, told) for partition in moved))
    return {partition: {**pages, complete.PAGE: page} for partition, pages in moved.items()}


def _moved(new: Keeping, moved: Mapping[int, Pages]) -> Names:
    """Has a stage take over pages. Returns their names."""
    for partition, pages in moved.items():
        new.state(partition).restore(pages)
    return {partition: list(pages) for partition, pages in moved.items()}
