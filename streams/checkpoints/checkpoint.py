"""Which pages of a state have changed since they were kept, and what the next checkpoint of it says.

Pages are kept in the order in which they first changed, as many as a budget of bytes allows; so each of them has its
turn, however many change. What is not kept yet makes the checkpoint older, never wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from time import monotonic
from typing import NamedTuple

from streams.checkpoints.paged import Page, Paged
from streams.checkpoints.saved import (
    FORMAT,
    Manifest,
    Version,
    digest_of,
    manifest_key,
    no_page,
    page_key,
    parts,
    sealed,
)

OTHERS = 32  # of the last that had the partition, whose late writing is told from its own

Written = list[tuple[str, bytes | None]]  # keys and values for the state topic, in their order


class Kept(NamedTuple):
    """The page as it was last kept: under which of its two keys, in which version, in how many parts on either side.

    One that is empty is no page any more: it hides the one before it until a manifest does without that.
    """

    side: int
    version: Version
    parts: tuple[int, int]
    empty: bool


class Restored(NamedTuple):
    """What a state goes on from: the manifest that was believed, which side it is on, and the pages with it.

    `stray` has pages, with their sides, of checkpoints that were not finished: they are no part of newer ones, which
    are behind `version`.
    """

    manifest: Manifest
    side: int
    pages: Mapping[str, Page]
    kept: Mapping[str, Kept]
    stray: Sequence[tuple[str, int]]
    version: Version


class Taken(NamedTuple):
    """Pages as they were when all events below `position` had been taken, and the `gone` ones that go before them."""

    gone: Written
    pages: list[tuple[str, bytes]]
    version: Version
    position: int
    size: int  # bytes of state that they are

    def packed(self) -> list[list[bytes]]:
        """The values of each page. It takes long, needs nothing else, and leaves the interpreter to others."""
        return [list(parts(data, self.version, self.position)) for _, data in self.pages]


class Ends(NamedTuple):
    """Where output partitions ended when a stage had taken what is below `position`."""

    position: int
    ends: dict[str, int]


class Checkpoint:
    """The checkpoints of one partition of a stage. `lead` is the topic whose offsets pages are true for.

    What came of records below `again` is on the outputs already. `position` is where the last checkpoint goes on, `at`
    when it was written, by a clock that only goes forward.
    """

    def __init__(self, lead: str, state: Paged, generation: int, after: Restored, again: int = 0) -> None:
        self.lead, self.state, self._again = lead, state, again
        self._changed: dict[str, int] = {}  # by page, the offset that what was kept of it is true for
        self._kept: dict[str, Kept] = dict(after.kept)
        self._stray = list(after.stray)
        self._side = 1 - after.side
        self.position, self.at = after.manifest.positions.get(lead, 0), monotonic()
        self._history = [Ends(self.position, after.manifest.ends)]
        self._version, self._seq = after.version, count(after.version.seq + 1)
        self.renew(generation)
        first = self._version._replace(seq=after.version.seq + 1)
        self._others = (*after.manifest.others[-OTHERS + 1 :], (after.manifest.version, first))

    def renew(self, generation: int) -> None:
        """Says that the group has come to another generation; one that was forgotten counts them anew."""
        before = self._version
        self._version = Version(before.incarnation + (generation < before.generation), generation, before.seq)

    def note(self, offset: int) -> None:
        """Says that events from an offset on have been taken."""
        for page in self.state.touched():
            self._changed.setdefault(page, offset)

    def change(self, pages: Iterable[str], offset: int) -> None:
        """Says of pages that they have not been kept from here, and are true for an offset."""
        self._changed |= dict.fromkeys(pages, offset)

    def names(self, offset: int) -> list[str]:
        """All pages that there may be, events below an offset having been taken."""
        self.note(offset)
        return list(self._kept | self._changed)

    @property
    def changed(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self._changed)

    @property
    def sequence(self) -> int:
        """The number of the last checkpoint."""
        return self._version.seq

    def take(self, position: int, budget: int) -> Taken:
        """Takes pages to keep, all events below `position` having been taken: of as many bytes as the budget, or one.

        What they are packed to is for `written`, before anything else is taken and before the manifest.
        """
        self._version = self._version._replace(seq=next(self._seq))
        gone: Written = [
            (page_key(self.lead, page, side, 0), no_page(self._version, position)) for page, side in self._stray
        ]
        self._stray = []
        gone += [record for page in self._emptied() for record in self._gone(page)]
        pages, size = list[tuple[str, bytes]](), 0
        while self._changed and size < budget:
            page = next(iter(self._changed))
            del self._changed[page]
            pages.append((page, self.state.page(page) or b""))
            size += len(pages[-1][1])
        return Taken(gone, pages, self._version, position, size)

    def written(self, taken: Taken, packed: Iterable[Sequence[bytes]]) -> Written:
        """The records that keep what was taken."""
        pages = zip(taken.pages, packed, strict=True)
        kept = (self._page(name, taken.version, values, empty=not data) for (name, data), values in pages)
        return [*taken.gone, *chain.from_iterable(kept)]

    def manifest(self, positions: dict[str, int], ends: dict[str, int]) -> tuple[str, bytes]:
        """The manifest behind these pages; `positions` is how far each topic has been taken."""
        position = min([positions[self.lead], *self._changed.values()])
        if positions[self.lead] >= self._again:  # else what is to come of records from there on is before these ends
            self._history.append(Ends(positions[self.lead], ends))
        while len(self._history) > 1 and self._history[1].position <= position:
            del self._history[0]
        pages = {page: kept.version for page, kept in self._kept.items() if not kept.empty}
        manifest = Manifest(
            format=FORMAT,
            layout=self.state.layout,
            version=self._version,
            positions={**positions, self.lead: position},
            ends=self._history[0].ends,
            pages=len(pages),
            digest=digest_of(pages),
            others=self._others,
        )
        key = manifest_key(self.lead, self._side)
        self.position, self.at = position, monotonic()
        self._side = 1 - self._side
        return key, sealed(manifest)

    def _page(self, page: str, version: Version, values: Sequence[bytes], *, empty: bool) -> Written:
        before = self._kept.get(page)
        if empty and before is None:
            return []
        side = 1 - before.side if before else 0
        sizes = [*(before.parts if before else (0, 0))]
        stale = [(page_key(self.lead, page, side, n), None) for n in range(len(values), sizes[side])]
        sizes[side] = len(values)
        self._kept[page] = Kept(side, version, (sizes[0], sizes[1]), empty)
        return [*stale, *((page_key(self.lead, page, side, n), value) for n, value in enumerate(values))]

    def _emptied(self) -> list[str]:
        """Pages that the last manifest did without, and that are still empty."""
        return [page for page, kept in self._kept.items() if kept.empty and page not in self._changed]

    def _gone(self, page: str) -> Written:
        """Deletes a page, what an empty one hides before that."""
        side, _, sizes, _ = self._kept.pop(page)
        return [(page_key(self.lead, page, of, n), None) for of in (1 - side, side) for n in range(sizes[of])]
