"""A content model: how much a text is like spam, by weights of the features that it has."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.features import WORD, found
from models.reasons import speaking
from models.shape import NAMES, shapes
from models.text import seen

KINDS = ("sms", "email", "voicemail")
SCALE = 512  # of weights, which are whole numbers: sums of them are the same in any order
FEWEST_WORDS = 3  # a text of fewer is not judged


class Model(NamedTuple):
    """Weights in 1/512; `known`: which words were in training; `calibration`: slope and intercept of the probability.

    `threshold` are log odds before calibration, at which and over which a text counts as spam; None: no text does.
    `least_known` is the share of a text's distinct words that must have been in training, else it is not judged.
    """

    kind: str
    weights: NDArray[np.int16]
    shapes: NDArray[np.int16]
    bias: int
    known: NDArray[np.bool_]
    calibration: tuple[float, float]
    threshold: float | None
    least_known: float


class Score(NamedTuple):
    """What a model says of a text: a probability, whether that is enough to count as spam, and whether it can say."""

    score: float
    suspend: bool
    abstain: bool
    reasons: list[str]


class Scores(NamedTuple):
    """The same of many texts. `words` and `known` count distinct words."""

    score: NDArray[np.float64]
    suspend: NDArray[np.bool_]
    abstain: NDArray[np.bool_]
    words: NDArray[np.int64]
    known: NDArray[np.int64]


class Words:
    """What the words of texts weigh together. It remembers so many texts: those that differ in figures are one text."""

    def __init__(self, model: Model, remembered: int = 0) -> None:
        self.model, self.remembered = model, remembered
        self._known: dict[str, tuple[int, ...]] = {}

    def of(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Of each text, as `models.text.seen` makes it: weights, features, distinct words, and how many are known."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        said = dict(zip(fresh, map(tuple, self._weighed(fresh).tolist()), strict=True))
        rows = [said[text] if text in said else self._known[text] for text in texts]
        if len(self._known) + len(said) > self.remembered:
            self._known.clear()
        if len(said) <= self.remembered:
            self._known |= said
        return np.array(rows, np.int64).reshape(len(texts), 4)

    def _weighed(self, texts: Sequence[str]) -> NDArray[np.int64]:
        those, size = found(texts), len(texts)
        total = np.zeros(size, np.int64)
        np.add.at(total, those.rows, self.model.weights[those.features].astype(np.int64))
        known = those.word_rows[self.model.known[those.words]]
        return np.stack(
            [total, *(np.bincount(rows, minlength=size) for rows in (those.rows, those.word_rows, known))], 1
        )


def scores(model: Model, texts: Sequence[str], weighing: Words | None = None) -> Scores:
    """What the model says of texts as they were sent; of each the same, whatever the others, and what is remembered."""
    total, features, words, known = (weighing or Words(model)).of([seen(text) for text in texts]).T
    odds = raw(model, total, features, shapes(texts))
    abstain = (words < FEWEST_WORDS) | (known < model.least_known * words)
    limit = np.inf if model.threshold is None else model.threshold
    return Scores(calibrated(model, odds), ~abstain & (odds >= limit), abstain, words, known)


def raw(
    model: Model, total: NDArray[np.int64], features: NDArray[np.int64], steps: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Sums of weights as log odds before they are calibrated: of the features on average over their root."""
    rest = model.shapes[steps].astype(np.int64).sum(axis=1) + model.bias
    return np.asarray((total / np.sqrt(np.maximum(features, 1)) + rest) / SCALE, np.float64)


def calibrated(model: Model, odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities from raw log odds, to six decimals."""
    slope, intercept = model.calibration
    return np.asarray(np.round(1 / (1 + np.exp(-(slope * odds + intercept))), 6), np.float64)


def explained(model: Model, texts: Sequence[str]) -> list[Score]:
    """What the model says of each text, with its reasons."""
    said = scores(model, texts)
    return [
        Score(float(said.score[i]), bool(said.suspend[i]), bool(said.abstain[i]), _reasons(model, said, i, text))
        for i, text in enumerate(texts)
    ]


def _reasons(model: Model, said: Scores, i: int, text: str) -> list[str]:
    words, known, probability = int(said.words[i]), int(said.known[i]), float(said.score[i])
    if words < FEWEST_WORDS:
        return [f"abstains: {words} words, of which too little can be said; {FEWEST_WORDS} are needed"]
    if said.abstain[i]:
        needed = f"at least {model.least_known:.0%} have to be"
        return [f"abstains: {known} of {words} words were in training; {needed}, as this is unlike anything seen"]
    if model.threshold is None:
        first = "no suspend threshold: this model has not seen enough legitimate texts to have one"
    else:
        side = "at or over" if said.suspend[i] else "under"
        limit = float(calibrated(model, np.array([model.threshold]))[0])
        first = f"{probability:.6f} is {side} the suspend threshold of {limit:.6f}"
    return [first, *speaking(_weights(model, text)), *_shape(model, text)]


def _weights(model: Model, text: str) -> Mapping[str, float]:
    """What each word of a text adds to its log odds."""
    text = seen(text)
    root = max(len(found([text]).rows), 1) ** 0.5
    words = list(dict.fromkeys(WORD.findall(text)))
    those = found(words)
    adds = (model.weights[those.words].astype(np.float64) / SCALE / root).tolist()
    return {words[row]: added for row, added in zip(those.word_rows.tolist(), adds, strict=True)}


def _shape(model: Model, text: str) -> list[str]:
    steps = shapes([text])[0]
    return [f"its {name}" for name, step in zip(NAMES, steps, strict=True) if model.shapes[step] > SCALE // 4]
