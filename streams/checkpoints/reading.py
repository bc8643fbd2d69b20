"""What a partition of `ringfence.state` holds, and the newest checkpoint of each topic that is whole.

A page or a manifest that is torn or corrupt, or that a worker wrote when its partition had long been another's, is
passed over: a page then counts as it was before, and its events are taken again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from streams.checkpoints.checkpoint import Kept, Restored
from streams.checkpoints.paged import Page
from streams.checkpoints.saved import (
    FORMAT,
    MANIFESTS,
    PARTS,
    SIDES,
    Manifest,
    Order,
    Part,
    Version,
    digest_of,
    joined,
    unsealed,
)
from streams.errors import Failed
from streams.facts import FirstUse

FIRST_USES: msgspec.json.Decoder[FirstUse] = msgspec.json.Decoder(FirstUse)
ORDERS: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)
LAST = 1  # side of what is before the first manifest


class Saved:
    """What is kept of one topic in one partition."""

    def __init__(self) -> None:
        self.manifests: dict[int, Manifest] = {}  # by side
        self.parts: dict[tuple[str, int], dict[int, Part]] = defaultdict(dict)  # by page and side, by number
        self.first_uses: dict[str, list[FirstUse]] = defaultdict(list)  # by account, in their order
        self.orders: dict[int, Order] = {}  # by the first offset, of decisions or of control

    def newest(self, layout: str) -> Restored:
        """The newest checkpoint that can be gone on from, if only from nothing at the beginning of the topic.

        Raises Failed where it is of another format, or of another layout than `layout`.
        """
        for side, manifest in sorted(self.manifests.items(), key=lambda item: item[1].version, reverse=True):
            if manifest.format != FORMAT or manifest.layout != layout:
                raise Failed(
                    f"ringfence.state is of format {manifest.format}, layout {manifest.layout}, this version keeps "
                    f"{FORMAT}, {layout}: go back to the version that wrote it, or delete that topic, and workers "
                    "begin at the start of theirs"
                )
            restored = self._with(manifest, side)
            if restored is not None:
                return restored
        nothing = Manifest(FORMAT, layout, Version(), {}, {}, pages=0, digest=digest_of({}))
        return Restored(nothing, LAST, {}, {}, self._stray(nothing), self._last())

    def _with(self, manifest: Manifest, side: int) -> Restored | None:
        pages, kept = dict[str, Page](), dict[str, Kept]()
        for page, how, whole in self._pages(manifest):
            kept[page] = how
            if not how.empty:
                pages[page] = whole
        if (len(pages), digest_of({page: kept[page].version for page in pages})) != (manifest.pages, manifest.digest):
            return None
        return Restored(manifest, side, pages, kept, self._stray(manifest), self._last())

    def _stray(self, manifest: Manifest) -> list[tuple[str, int]]:
        """Pages, with their sides, that are no part of a checkpoint."""
        found = sorted(self.parts.items())
        return [place for place, parts in found if not all(manifest.includes(part.version) for part in parts.values())]

    def _last(self) -> Version:
        """The newest version of all that anybody wrote."""
        parts = (part.version for found in self.parts.values() for part in found.values())
        return max([*(manifest.version for manifest in self.manifests.values()), *parts], default=Version())

    def _pages(self, manifest: Manifest) -> Iterator[tuple[str, Kept, Page]]:
        """The newest whole version of every page that a checkpoint may include."""
        for page in sorted({page for page, _ in self.parts}):
            sizes = tuple(len(self.parts.get((page, side), ())) for side in (0, 1))
            whole = [
                (version, side)
                for side in (0, 1)
                if (version := _version(self.parts.get((page, side), {}))) is not None and manifest.includes(version)
            ]
            if whole:
                version, side = max(whole)
                found = self.parts[page, side]
                data = joined([found[number] for number in sorted(found)])
                yield page, Kept(side, version, (sizes[0], sizes[1]), not data), Page(found[0].at, data)


def _version(found: dict[int, Part]) -> Version | None:
    """The version that all parts of a page are of; None: it is not whole."""
    first = found.get(0)
    if first is None or not 0 < first.parts <= len(found):
        return None
    same = all(number in found and found[number].version == first.version for number in range(first.parts))
    return first.version if same else None


class State:
    """Everything that is kept in one partition of `ringfence.state` for one number of partitions, by topic."""

    def __init__(self) -> None:
        self.topics: dict[str, Saved] = defaultdict(Saved)

    def put(self, key: bytes, value: bytes | None) -> None:
        """Takes the next record of the partition."""
        kind, _, rest = key.decode(errors="replace").partition("/")
        topic, _, name = rest.partition("/")
        saved = self.topics[topic]
        if kind == "page":
            page, side, number = name.rsplit("/", 2)
            self._part(saved, page, SIDES.index(side), int(number), value)
        elif kind == "manifest":
            data = unsealed(value) if value is not None else None
            if data is not None:
                self._manifest(saved, SIDES.index(name), MANIFESTS.decode(data))
            elif value is None:
                saved.manifests.pop(SIDES.index(name), None)
        elif kind == "first-use":
            if value is not None:
                saved.first_uses[name].append(FIRST_USES.decode(value))
            else:
                saved.first_uses.pop(name, None)
        elif kind == "order":
            saved.orders.pop(int(name), None)
            if value is not None:
                saved.orders[int(name)] = ORDERS.decode(value)

    def _manifest(self, saved: Saved, side: int, manifest: Manifest) -> None:
        before = saved.manifests.get(side)
        if before is None or manifest.version >= before.version:  # as with a part
            saved.manifests[side] = manifest

    def _part(self, saved: Saved, page: str, side: int, number: int, value: bytes | None) -> None:
        found = saved.parts[page, side]
        data = unsealed(value) if value is not None else None
        if data is None:
            found.pop(number, None)
            return
        part = PARTS.decode(data)
        before = found.get(number)
        if before is None or part.version >= before.version:  # an older one comes from who no longer has the partition
            found[number] = part
        for other in [other for other in found if other >= part.parts and found[other].version < part.version]:
            del found[other]


def states_of(records: Iterable[Any]) -> list[tuple[int, State]]:
    """What records of the whole topic come to, by partition.

    What `ringfence rescale` has not deleted yet of fewer is left out.
    """
    states = dict[tuple[int, int], State]()
    for record in records:
        count, _, key = (record.key or b"").partition(b"/")
        if count.isdigit():
            states.setdefault((int(count), record.partition), State()).put(key, record.value)
    most = max((count for count, _ in states), default=0)
    return [
        (partition, state)
        for (count, partition), state in sorted(states.items(), key=lambda item: item[0])
        if count == most
    ]
