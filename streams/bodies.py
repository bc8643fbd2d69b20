"""Bodies as they stand in records: what the scanner says of those in ASCII, and of a batch's others at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import Int, kernel
from detectors.texts import ELSEWHERE, ESCAPED, PLAIN
from streams.body_text import elsewhere
from streams.event_text import unescaped
from streams.fields import texts
from streams.installation import Reading
from streams.json_text import plain
from streams.kept_tables import letters
from streams.scan import TEXT
from streams.template_text import option_of, template_of
from streams.words import PADDING, Text


@kernel
def anything(kinds: NDArray[np.uint8], field: int) -> bool:
    """Whether a field is a string, whatever it says, null or absent."""
    return texts(kinds, field) or kinds[field] == TEXT


@kernel
def template_in(text: Text, at: Int, length: Int, as_it_is: bool, seed: np.uint64) -> tuple[Int, int]:
    """The fingerprint of a body, and how it is written; of one that is written elsewhere 0."""
    if as_it_is:
        return template_of(text, at, length, seed), PLAIN
    said = np.zeros(length + PADDING, np.uint8)
    n = plain(text, at, length, said)
    if n < 0:
        return np.int64(0), ELSEWHERE
    return template_of(said, 0, n, seed), ESCAPED


@kernel
def option_in(text: Text, at: Int, length: Int, as_it_is: bool) -> tuple[int, int]:
    """Likewise whether it opts out, or in again."""
    if as_it_is:
        return option_of(text, at, length), PLAIN
    said = np.zeros(length + PADDING, np.uint8)
    n = plain(text, at, length, said)
    if n < 0:
        return 0, ELSEWHERE
    return option_of(said, 0, n), ESCAPED


def raw(rows: NDArray[Any], text: Text, name: str) -> list[bytes]:
    """A text of each row, as it stands in JSON."""
    begins, lengths = rows[f"{name}_at"].tolist(), rows[f"{name}_len"].tolist()
    return [text[at : at + length].tobytes() for at, length in zip(begins, lengths, strict=True)]


def said(rows: NDArray[Any], text: Text, name: str) -> list[str]:
    """A text of each row, as somebody wrote it."""
    return [unescaped(one) for one in raw(rows, text, name)]


def elsewhere_in(rows: NDArray[Any], event: int) -> NDArray[np.intp]:
    """The places of events of a kind whose bodies are not in ASCII."""
    return np.flatnonzero((rows["event"] == event) & (rows["body_is"] == ELSEWHERE))


def set_templates(rows: NDArray[Any], text: Text, event: int, given: Reading) -> None:
    """The fingerprints of those bodies."""
    places = elsewhere_in(rows, event)
    if not len(places):
        return
    begins, lengths = (rows[f"body_{part}"][places].astype(np.int64) for part in ("at", "len"))
    found, done = np.zeros(len(places), np.int64), np.zeros(len(places), np.bool_)
    given.kernels.templates(text, begins, lengths, letters(), given.seed, found, done)
    left = np.flatnonzero(~done)
    found[left] = [elsewhere(body, given.seed, given.kernels) for body in said(rows[places[left]], text, "body")]
    rows["template"][places] = found
