"""Content scores of a file's texts, in its order."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from models.artifact import Unusable, load, shipped
from models.content import Model, explained
from streams.errors import WrongUsage
from streams.labelled import Line, lines, text

AT_ONCE = 500  # texts


class Scored(msgspec.Struct):
    """What comes of a line."""

    id: str | int
    score: float
    suspend: bool
    abstain: bool
    reasons: list[str]


def model(kind: str, path: Path | None) -> Model:
    """The model of a kind: that of a file, else the one that comes with the product. Raises WrongUsage."""
    try:
        found = load(path or shipped(kind))
    except Unusable as unusable:
        raise WrongUsage(str(unusable)) from None
    if found.kind != kind:
        raise WrongUsage(f"{path}: a model for {found.kind}, not for {kind}; give another with --model")
    return found


def scored(kind: str, file: Path, path: Path | None = None) -> Iterator[Scored]:
    """A score for each line that can be read."""
    using = model(kind, path)
    read = lines(file, Line)
    while some := list(islice(read, AT_ONCE)):
        for line, score in zip(some, explained(using, [text(line.body, line.subject) for line in some]), strict=True):
            yield Scored(line.id, *score)
