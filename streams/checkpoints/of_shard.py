"""The pages of a shard."""

from collections.abc import Iterable, Mapping

from streams import paging
from streams.checkpoints.paged import Page
from streams.errors import Failed
from streams.leaving import leave_free, let_go
from streams.rows import NOBODY
from streams.shard import ACCOUNTS_A_PAGE, Shard


class ShardPages:
    """A shard as `Paged` has it: page n holds the accounts in its slots 256 n and on, without those that are free."""

    def __init__(self, shard: Shard) -> None:
        self.shard = shard

    @property
    def layout(self) -> str:
        """The layout of rows, and the versions of the rules that fill them."""
        return paging.layout_id(self.shard.layout)

    def touched(self) -> Iterable[str]:
        """The pages of accounts that did something."""
        return map(str, self.shard.touched_pages())

    def page(self, name: str) -> bytes:
        """A page as of now."""
        return paging.page(self.shard, int(name))

    def forget(self, account: str) -> None:
        """Frees the slot of an account."""
        slot = self.shard.slots.get(account)
        if slot is not None:
            let_go(self.shard, [slot])

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages; raises Failed where one between them is missing."""
        shard = self.shard
        for number in range(len(pages)):
            page = pages.get(str(number))
            if page is None:
                raise Failed(f"ringfence.state: there is no page {number} of {len(pages)} of {shard.stream.name}")
            if len(shard.names) < number * ACCOUNTS_A_PAGE:
                leave_free(shard, number * ACCOUNTS_A_PAGE)
                shard.taken_below(0)
            paging.restore(shard, page.data)
            shard.taken_below(page.at)
        self._let_go_twins()

    def _let_go_twins(self) -> None:
        """Of an account that left one page and came again on another, which was kept before: the older one goes."""
        shard, twins = self.shard, dict[str, set[int]]()
        if len(shard.slots) + shard.names.count(NOBODY) == len(shard.names):
            return
        for slot, name in enumerate(shard.names):
            if name != NOBODY and shard.slots[name] != slot:
                twins.setdefault(name, {shard.slots[name]}).add(slot)
        for name, slots in twins.items():
            shard.slots[name] = max(slots, key=lambda slot: int(shard.taken[slot]))
        older = [slot for name, slots in twins.items() for slot in slots if slot != shard.slots[name]]
        if older:
            let_go(shard, older)
            shard.taken[older] = 0
