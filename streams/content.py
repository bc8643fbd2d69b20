"""Which texts a content model takes for spam, as columns have it. Of each text the same, whatever came before it."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.texts import LIKE_SPAM, NOT_SCORED, ORDINARY
from models.artifact import Unusable, shipped
from models.content import Model, Words, scores
from streams import kept_models
from streams.errors import WrongUsage

REMEMBERED = 100_000  # texts
SEEN = 5_000  # of these without their figures and links, of up to 8,000 letters
SUM = 16  # bytes by which a text is remembered
AT_ONCE = 1_000  # texts that are scored at a time, as their features are in memory


class Content:
    """Scores texts by one model, which is read when the first text comes.

    `path`: another model than the packaged one. Raises WrongUsage where that is none of this kind.
    """

    def __init__(self, kind: str, path: Path | None = None) -> None:
        self.kind, self.path = kind, path
        self._known: dict[bytes, int] = {}
        self._words: Words | None = None
        if path is not None:
            self._model()

    def of(self, texts: Sequence[bytes]) -> NDArray[np.uint8]:
        """LIKE_SPAM, ORDINARY or, where the model abstains, NOT_SCORED, of texts in UTF-8."""
        sums = [blake2b(one, digest_size=SUM).digest() for one in texts]  # a mail may be long
        fresh = {of: one for of, one in zip(sums, texts, strict=True) if of not in self._known}
        said, left = dict[bytes, int](), list(fresh.items())
        for begin in range(0, len(left), AT_ONCE):
            some = left[begin : begin + AT_ONCE]
            scored = self._scored([one.decode("utf-8", "surrogatepass") for _, one in some])
            said.update(zip((of for of, _ in some), scored, strict=True))
        found = [said[of] if of in said else self._known[of] for of in sums]
        if len(self._known) + len(said) > REMEMBERED:
            self._known.clear()
        if len(said) <= REMEMBERED:
            self._known |= said
        return np.array(found, np.uint8)

    def _scored(self, texts: Sequence[str]) -> list[int]:
        model = self._model()
        self._words = self._words or Words(model, SEEN)
        said = scores(model, texts, self._words)
        return [int(one) for one in np.where(said.abstain, NOT_SCORED, np.where(said.suspend, LIKE_SPAM, ORDINARY))]

    def _model(self) -> Model:
        return model_of(self.kind, self.path)


class Contents(NamedTuple):
    """What scores the texts of each stream; None: nothing does."""

    sms: Content | None = None
    email: Content | None = None


def contents(sms: Path | None = None, email: Path | None = None) -> Contents:
    """Those of an installation: the packaged models, where there is no other. Raises WrongUsage."""
    return Contents(Content("sms", sms), Content("email", email))


def model_of(kind: str, path: Path | None = None) -> Model:
    """The model of a kind: that of a file, else the one that comes with the product. Raises WrongUsage."""
    try:
        found = kept_models.model(path or shipped(kind))
    except Unusable as unusable:
        raise WrongUsage(str(unusable)) from None
    if found.kind != kind:
        raise WrongUsage(f"{path}: a model for {found.kind}, not for {kind}")
    return found
