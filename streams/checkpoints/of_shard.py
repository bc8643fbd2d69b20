"""The pages of a shard."""

from collections.abc import Iterable, Mapping

from streams import paging
from streams.checkpoints.paged import Page
from streams.errors import Failed
from streams.shard import ACCOUNTS_A_PAGE, Shard


class ShardPages:
    """A shard as `Paged` has it: page n holds its accounts 256 n and on."""

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

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages; raises Failed where one between them is missing."""
        for number in range(len(pages)):
            page = pages.get(str(number))
            if page is None or len(self.shard.names) != number * ACCOUNTS_A_PAGE:
                raise Failed(f"ringfence.state: page {number} of {len(pages)} of {self.shard.stream.name} is not whole")
            paging.restore(self.shard, page.data)
            self.shard.taken_below(page.at)
