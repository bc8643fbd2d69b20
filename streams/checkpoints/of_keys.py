"""The pages of the stage that gathers API keys: a page a key, and ticks."""

from collections.abc import Iterable, Mapping

import msgspec

from streams import complete
from streams.api_keys import ApiKeys, Uses
from streams.checkpoints.paged import Page

LAYOUT = "1"


class Key(msgspec.Struct, frozen=True, array_like=True):
    """Who used a key, and when."""

    key: str
    newest: int
    days: dict[str, int]


def owner(page: str) -> str | None:
    """The key that a page is about; None: what all partitions have.

    >>> owner("key/marks"), owner("marks")
    ('marks', None)
    """
    return page.partition("/")[2] if page != complete.PAGE else None


class KeyPages:
    """The keys of one partition as `Paged` has them."""

    def __init__(self, keys: ApiKeys) -> None:
        self.keys = keys

    @property
    def layout(self) -> str:
        """It changes with the fields above."""
        return LAYOUT

    def touched(self) -> Iterable[str]:
        """What has changed."""
        return self.keys.touched()

    def page(self, name: str) -> bytes | None:
        """A page as of now; None: it is out of mind."""
        key = owner(name)
        if key is None:
            return self.keys.ticks.page()
        uses = self.keys.uses.get(key)
        return msgspec.msgpack.encode(Key(key, *uses)) if uses else None

    def forget(self, account: str) -> None:
        """Has it that an account never used a key."""
        self.keys.forget(account)

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages."""
        for name, page in pages.items():
            if owner(name) is None:
                for mark in complete.read(page.data):
                    self.keys.complete(mark)
            else:
                key = msgspec.msgpack.decode(page.data, type=Key)
                self.keys.know(key.key, Uses(key.newest, key.days))
        self.touched()
