"""Texts and headers of records as they stand in one buffer: nothing is made of those that nobody asks for."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, Self, TypeVar, cast, overload

import numpy as np
from numpy.typing import NDArray

from streams.compiled import unpacking
from streams.raw import Headers
from streams.record_batches import Bounds
from streams.words import PADDING

Buffer = NDArray[np.uint8]  # with the padding that the scanner needs behind it
One = TypeVar("One")


def buffer(*parts: bytes | bytearray | Buffer) -> Buffer:
    """One text of several, with its padding. It is not for writing: kernels are compiled for that."""
    return np.frombuffer(b"".join([*cast("tuple[bytes, ...]", parts), bytes(PADDING)]), np.uint8)


class _InBuffer(Sequence[One], Generic[One]):
    __slots__ = ("bounds", "data")

    def __init__(self, data: Buffer, bounds: Bounds) -> None:
        self.data, self.bounds = data, bounds

    def __len__(self) -> int:
        return len(self.bounds)

    @overload
    def __getitem__(self, i: int) -> One: ...
    @overload
    def __getitem__(self, i: slice) -> Self: ...
    def __getitem__(self, i: int | slice) -> One | Self:
        if isinstance(i, slice):
            return type(self)(self.data, self.bounds[i])
        begin, end = self.bounds[i].tolist()
        return self._made(None if begin < 0 else self.data[begin:end].tobytes())

    def followed_by(self, other: Self, data: Buffer) -> Self:
        """Both, in the buffer that is theirs joined."""
        bounds = np.where(other.bounds < 0, other.bounds, other.bounds + len(self.data))
        return type(self)(data, np.concatenate((self.bounds, bounds)))

    @abstractmethod
    def _made(self, raw: bytes | None) -> One:
        """What stands there; None: nothing."""


class Texts(_InBuffer["bytes | None"]):
    """Keys or values; bounds are −1 of what is null."""

    def _made(self, raw: bytes | None) -> bytes | None:
        return raw


class HeadersOf(_InBuffer[Headers]):
    """The headers of records, as format 2 of record batches has them."""

    def _made(self, raw: bytes | None) -> Headers:
        number, at = _number(raw or b"", 0)
        found = list[tuple[str, bytes | None]]()
        for _ in range(number):
            name, at = _text(raw or b"", at)
            value, at = _text(raw or b"", at)
            found.append(((name or b"").decode(), value))
        return tuple(found)

    def ingested(self, times: Sequence[int]) -> NDArray[np.int64]:
        """When each record came in: what its last header `ingested` that says a time says, else its own of `times`."""
        found = np.array(times, np.int64)
        unpacking().ingestion(self.data, self.bounds, found, np.empty((1, 2), np.int64))
        return found


def _number(raw: bytes, at: int) -> tuple[int, int]:
    """The signed number of variable length at a place, and the place behind it."""
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the highest bit says that there is more
            return (value >> 1) ^ -(value & 1), at
        shift += 7


def _text(raw: bytes, at: int) -> tuple[bytes | None, int]:
    length, at = _number(raw, at)
    return (None, at) if length < 0 else (raw[at : at + length], at + length)
