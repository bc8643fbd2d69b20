"""Content scores of a file's texts, in its order."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from models.content import explained
from models.text import text
from streams.content import model_of
from streams.labelled import Line, lines

AT_ONCE = 500  # texts


class Scored(msgspec.Struct):
    """What comes of a line."""

    id: str | int
    score: float
    suspend: bool
    abstain: bool
    reasons: list[str]


def scored(kind: str, file: Path, path: Path | None = None) -> Iterator[Scored]:
    """A score for each line that can be read."""
    using = model_of(kind, path)
    read = lines(file, Line)
    while some := list(islice(read, AT_ONCE)):
        for line, score in zip(some, explained(using, [text(line.body, line.subject) for line in some]), strict=True):
            yield Scored(line.id, *score)
