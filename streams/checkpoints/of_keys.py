"""The pages of the stage that gathers API keys: a page a key."""

from collections.abc import Iterable, Mapping

import msgspec

from streams.api_keys import ApiKeys, Uses
from streams.checkpoints.paged import Page

LAYOUT = "1"


class Key(msgspec.Struct, frozen=True, array_like=True):
    """Who used a key, and when."""

    key: str
    newest: int
    days: dict[str, int]


class KeyPages:
    """The keys of one partition as `Paged` has them."""

    def __init__(self, keys: ApiKeys) -> None:
        self.keys = keys

    @property
    def layout(self) -> str:
        """It changes with the fields above."""
        return LAYOUT

    def touched(self) -> Iterable[str]:
        """Keys that were used."""
        return self.keys.touched()

    def page(self, name: str) -> bytes | None:
        """The page of a key as of now; None: it is out of mind."""
        uses = self.keys.uses.get(name)
        return msgspec.msgpack.encode(Key(name, *uses)) if uses else None

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages."""
        for page in pages.values():
            key = msgspec.msgpack.decode(page.data, type=Key)
            self.keys.know(key.key, Uses(key.newest, key.days))
