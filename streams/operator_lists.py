"""Lists that an operator keeps in files: an entry a line, and what follows `#` is a comment."""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from streams.errors import WrongUsage

T = TypeVar("T")

log = logging.getLogger("ringfence")


def lines(path: Path, setting: str) -> list[str]:
    """The lines of a list; raises WrongUsage with one line that names the setting and the file."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as unreadable:
        raise WrongUsage(f"{setting}: {path}: cannot be read: {unreadable.strerror}") from None
    except UnicodeDecodeError:
        raise WrongUsage(f"{setting}: {path}: not text in UTF-8") from None


class Watched(Generic[T]):
    """What a file of the operator's says, `now`, as it was when it was last looked at.

    `read` raises WrongUsage where the file cannot be used; `stays` is said then of what was read before. So does this
    raise it where it cannot be used at first.
    """

    def __init__(self, path: Path, setting: str, read: Callable[[Path], T], stays: str) -> None:
        self._path, self._setting, self._read, self._stays = path, setting, read, stays
        self._stamp: tuple[int, ...] | None = _stamp(path, setting)  # first: what changes meanwhile is read again
        self.now = read(path)

    def look(self) -> T:
        """What it says, after a look whether the file is another one by now."""
        stamp = None
        try:
            stamp = _stamp(self._path, self._setting)
            if stamp != self._stamp:
                self.now = self._read(self._path)
                log.info("%s: %s was read again", self._setting, self._path)
        except WrongUsage as wrong:
            if stamp != self._stamp:  # said once of each file
                log.warning("%s; %s", wrong, self._stays)
        self._stamp = stamp
        return self.now


def _stamp(path: Path, setting: str) -> tuple[int, ...]:
    """What is another one when the file is; raises WrongUsage as `lines` does."""
    try:
        of = path.stat()
    except OSError as unreadable:
        raise WrongUsage(f"{setting}: {path}: cannot be read: {unreadable.strerror}") from None
    return of.st_mtime_ns, of.st_size, of.st_ino


def entries(written: Iterable[str]) -> Iterator[tuple[int, str]]:
    """What stands in lines besides comments, each with the number of its line.

    >>> list(entries(["# all of them", "one  # the first", ""]))
    [(2, 'one')]
    """
    for number, line in enumerate(written, 1):
        if text := line.partition("#")[0].strip():
            yield number, text
