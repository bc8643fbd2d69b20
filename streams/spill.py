"""Arenas that may be larger than memory: files that nobody else sees, of which the system keeps in memory what is used.

What is kept for good, above all who opted out from whom, is seldom looked at, and goes to disk when memory is needed.
"""

import mmap
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from detectors.memory import Memory, zeros
from streams.errors import Failed, WrongUsage

Arena = Callable[[int], Memory]

LEAST = 1 << 24  # cells from which on an arena is a file: 64 MiB, so that small shards never touch a disk


def into(folder: Path | None, least: int = LEAST) -> Arena:
    """What makes empty arenas, those of `least` cells or more as files of a folder; None: all in memory.

    Raises WrongUsage where the folder cannot be written to.
    """
    if folder is None:
        return zeros
    try:
        TemporaryFile(dir=folder).close()
    except OSError as error:
        raise WrongUsage(f"RINGFENCE_SPILL_FOLDER: {folder}: state cannot be kept there: {error.strerror}") from None
    return lambda cells: zeros(cells) if cells < least else _mapped(folder, cells)


def in_memory(arena: Memory) -> int:
    """How many bytes of memory an arena has for itself: one in a file has none."""
    within: object = arena.base
    return 0 if isinstance(within, memoryview) else arena.nbytes


def _mapped(folder: Path, cells: int) -> Memory:
    """An arena in a file without a name, which is gone with the process, however that ends."""
    size = cells * np.dtype(np.int32).itemsize
    try:
        with TemporaryFile(dir=folder) as file:
            file.truncate(size)
            return np.frombuffer(mmap.mmap(file.fileno(), size), np.int32)
    except OSError as error:
        raise Failed(f"{folder}: has no room for state of {size:,} bytes: {error.strerror}") from None
