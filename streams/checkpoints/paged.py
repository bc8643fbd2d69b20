"""What a state has to offer to be kept: pages that can be taken out of it, and put into an empty one."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol


class Page(NamedTuple):
    """A page as it was kept: it holds what all events below the offset `at` made of it."""

    at: int
    data: bytes


class Paged(Protocol):
    """The state of one partition of a stage."""

    @property
    def layout(self) -> str:
        """The name of how pages are laid out; those of another layout cannot be read."""

    def touched(self) -> Iterable[str]:
        """The names of the pages that have changed since this was last asked."""

    def page(self, name: str) -> bytes | None:
        """A page as of now, never empty; None: nothing is left on it, nor if what it was made of is taken again."""

    def forget(self, account: str) -> None:
        """Has it that nothing ever came of an account."""

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages there are; the state is empty before."""
