"""What a checkpoint consists of, as records of `ringfence.state`: pages in parts, and a manifest behind them.

Every value carries its checksum; what does not fit it is as good as not there. A page, and a manifest, is written under
two keys in turn, so that compaction always leaves the one before it.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from zlib import crc32

import msgspec
import zstandard

FORMAT = 1
PART = 900_000  # bytes of a page in one record, of the million that a topic takes by default
SIDES = "ab"


class Version(NamedTuple):
    """Which checkpoint: `generation` is the group's, `incarnation` counts its beginnings, `seq` goes up in both."""

    incarnation: int = 0
    generation: int = 0
    seq: int = 0


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """A checkpoint of one stage's partition that is complete.

    `layout` names the layout of the pages, of which there are `pages`; `digest` tells whether those found are these.
    `positions` says where each topic that the state rests on goes on, at the oldest page; `ends` where each output
    partition ended then, so that what comes of reading on from there is found behind that. `others` has the versions,
    between two each, that are no part of it: a worker may have written them when the partition was another's already.
    """

    format: int
    layout: str
    version: Version
    positions: dict[str, int]
    ends: dict[str, int]
    pages: int
    digest: int
    others: tuple[tuple[Version, Version], ...] = ()

    def includes(self, version: Version) -> bool:
        """Whether a page of a version may be one of this checkpoint's."""
        return version <= self.version and not any(after < version < before for after, before in self.others)


class Order(msgspec.Struct, frozen=True):
    """Records of `decisions` or `control` were taken when what is below `alerts` on that topic had been.

    `number` tells which came first where that is the same.
    """

    topic: str
    first: int
    last: int
    alerts: int
    number: int


class Part(msgspec.Struct, frozen=True, array_like=True):
    """The `number`-th of `parts` parts of a page, which is true for the offset `at`."""

    version: Version
    at: int
    number: int
    parts: int
    data: bytes


MANIFESTS = msgspec.msgpack.Decoder(Manifest)
PARTS = msgspec.msgpack.Decoder(Part)
ENCODER = msgspec.msgpack.Encoder()


def sealed(record: Manifest | Part) -> bytes:
    """A record with its checksum before it."""
    data = ENCODER.encode(record)
    return crc32(data).to_bytes(4, "big") + data


def unsealed(value: bytes) -> bytes | None:
    """What a checksum vouches for; None: it is not what was written."""
    data = value[4:]
    return data if len(value) > 4 and crc32(data).to_bytes(4, "big") == value[:4] else None  # noqa: PLR2004 - 32 bits


def manifest_key(topic: str, side: int) -> str:
    """The key of a manifest."""
    return f"manifest/{topic}/{SIDES[side]}"


def page_key(topic: str, page: str, side: int, number: int) -> str:
    """The key of a part of a page."""
    return f"page/{topic}/{page}/{SIDES[side]}/{number}"


def order_key(topic: str, first: int) -> str:
    """The key of an order."""
    return f"order/{topic}/{first}"


def parts(data: bytes, version: Version, at: int) -> Iterator[bytes]:
    """The values of the parts of a page."""
    packed = zstandard.ZstdCompressor(level=-1).compress(data)
    count = -(-len(packed) // PART)
    for number in range(count):
        yield sealed(Part(version, at, number, count, packed[number * PART : (number + 1) * PART]))


def no_page(version: Version, at: int) -> bytes:
    """The value that says that there is no page any more, to all that are older: a deletion could be a zombie's."""
    return sealed(Part(version, at, 0, 0, b""))


def joined(found: list[Part]) -> bytes:
    """The page that some parts are."""
    return zstandard.ZstdDecompressor().decompress(b"".join(part.data for part in found))


def digest_of(pages: Mapping[str, Version]) -> int:
    """What a manifest says of pages and their versions, in whatever order."""
    digest = 0
    for page, version in pages.items():
        digest ^= crc32(f"{page}/{version}".encode())
    return digest
