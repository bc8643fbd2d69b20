"""Lists that an operator keeps in files: an entry a line, and what follows `#` is a comment."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from streams.errors import WrongUsage


def lines(path: Path, setting: str) -> list[str]:
    """The lines of a list; raises WrongUsage with one line that names the setting and the file."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as unreadable:
        raise WrongUsage(f"{setting}: {path}: cannot be read: {unreadable.strerror}") from None
    except UnicodeDecodeError:
        raise WrongUsage(f"{setting}: {path}: not text in UTF-8") from None


def stamp(path: Path, setting: str) -> tuple[int, ...]:
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
