"""Lines of texts, for content models: what is to be scored, and what has been labelled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from models.text import text
from models.training import Labelled
from streams.errors import WrongUsage
from streams.files import opened
from streams.logs import say
from streams.reasons import Rejected, decoded

Word = Literal["spam", "ham"]


class Line(msgspec.Struct):
    """A text to be scored; other fields are left alone."""

    id: str | int
    body: str | None = None
    subject: str | None = None


class LabelledLine(msgspec.Struct):
    """A text that somebody has judged."""

    label: Word
    body: str
    subject: str | None = None
    campaign: str | None = None
    language: str | None = None


def lines(file: Path, of: Any) -> Iterator[Any]:  # noqa: ANN401 - a union is no type
    """The lines of a file; those that cannot be read are named, without a word of what they hold.

    Raises WrongUsage where there is no such file.
    """
    if not file.exists() or file.is_dir():
        raise WrongUsage(f"{file}: no such file")
    decoder = msgspec.json.Decoder(of)
    for number, value in opened(file):
        try:
            yield decoded(value, decoder)
        except Rejected as rejected:
            say(f"{file}: line {number}: left out: {rejected}")


def labelled(file: Path, *, written: bool = False) -> list[Labelled]:
    """The labelled texts of a file, whose name says which set they are of; `written`: nobody sent them."""
    return [_labelled(file, line, written=written) for line in lines(file, LabelledLine)]


def by_language(file: Path) -> dict[str, list[Labelled]]:
    """The labelled texts of a file, those of each language that its lines name apart; by the names of both."""
    found: dict[str, list[Labelled]] = {}
    for line in lines(file, LabelledLine):
        name = f"{file.name} ({line.language})" if line.language else file.name
        found.setdefault(name, []).append(_labelled(file, line))
    return found or {file.name: []}


def _labelled(file: Path, line: LabelledLine, *, written: bool = False) -> Labelled:
    campaign = f"{file.name} {line.campaign}" if line.campaign else ""
    return Labelled(text(line.body, line.subject), line.label == "spam", file.name, campaign, written)
