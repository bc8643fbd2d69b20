"""Progress bars, where there is a terminal to draw them on."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def reading(what: str, files: Iterable[Path]) -> Iterator[Callable[[int], None]]:
    """A bar over the bytes of the files, on standard error; gives the function to tell how many more have been read."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(what, total=sum(path.stat().st_size for path in files))
        yield lambda more: progress.update(bar, advance=more)
