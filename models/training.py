"""A content model from labelled texts, with scikit-learn. Repeats to the digit for the same texts."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from models.content import SCALE, Model
from models.features import FEATURES, Found, found
from models.shape import SHAPES, WEIGHT, shapes
from models.text import LINK, seen

FOLDS = 5
STRENGTH = 300.0  # inverse of the penalty on weights; chosen on the training part of UCI SMS and SpamAssassin
MOST_FALSE = 1 / 1000  # of legitimate texts that were held out while weights were learned, over the suspend threshold
LEGITIMATE = 1000  # fewer of them can fix no threshold, and a set of fewer has no say of its own
OPENING = 40  # letters by which two texts are taken for one campaign
SURE = 0.02  # of legitimate texts that are held out, at most this share is left unjudged for its words


class Refused(ValueError):
    """Texts that no model can be learned from; says why in one line."""


class Labelled(NamedTuple):
    """A text, and whether people did not want it; `source` is the set that it is of.

    `campaign`: texts with the same are of one; empty: told by how they begin. A text that was `written` to teach with,
    and sent by nobody, has no say in the suspend threshold.
    """

    text: str
    spam: bool
    source: str = ""
    campaign: str = ""
    written: bool = False


def distinct(texts: Sequence[Labelled]) -> list[Labelled]:
    """One of those that a model sees as the same; of those with both labels none.

    >>> texts = [Labelled("Win 10", True), Labelled("win 25", True), Labelled("hi", True), Labelled("Hi", False)]
    >>> [one.text for one in distinct(texts)]
    ['Win 10']
    """
    first = dict[str, Labelled]()
    torn = set[str]()
    for one in texts:
        text = seen(one.text)
        if first.setdefault(text, one).spam != one.spam:
            torn.add(text)
    return [one for text, one in first.items() if text not in torn]


def campaign(text: str) -> str:
    """What two texts of one campaign share: how they begin, without numbers and links."""
    return "".join(seen(text).replace("0", "").replace(LINK, "").split())[:OPENING]


def train(kind: str, texts: Sequence[Labelled]) -> Model:
    """Learns weights; probabilities and the suspend threshold are fixed on campaigns held out in five folds.

    Raises Refused where there are fewer than 20 distinct texts of either label, or all of one are of one campaign.
    """
    texts = distinct(texts)
    labels = np.array([one.spam for one in texts], np.bool_)
    if min(labels.sum(), (~labels).sum()) < 4 * FOLDS:
        found_ = f"{labels.sum()} distinct texts are spam and {(~labels).sum()} are not"
        raise Refused(f"{found_}; at least {4 * FOLDS} of each are needed")
    those = found([seen(one.text) for one in texts])
    rows = matrix(those, shapes([one.text for one in texts]), len(texts))
    held, known = _held_out(rows, labels, [one.campaign or campaign(one.text) for one in texts], those)
    calibration = _calibration(held, labels)
    learned = _fitted(rows, labels)
    weights = learned.coef_[0]
    vocabulary = np.zeros(FEATURES, np.bool_)
    vocabulary[those.words] = True
    fixing = np.array([not (one.spam or one.written) for one in texts], np.bool_)
    return Model(
        kind,
        _whole(weights[:FEATURES]),
        _whole(weights[FEATURES:] * WEIGHT),
        round(float(learned.intercept_[0]) * SCALE),
        vocabulary,
        calibration,
        _threshold(held[fixing], np.array([one.source for one in texts])[fixing]),
        round(float(np.quantile(known[~labels], SURE)), 2),
    )


def matrix(those: Found, steps: NDArray[np.int64], size: int) -> csr_matrix:
    """A row for each text: its features, of length 1 together, and how it is written."""
    number = np.bincount(those.rows, minlength=size)
    values = 1 / np.sqrt(number[those.rows])
    words = csr_matrix((values, (those.rows, those.features)), shape=(size, FEATURES))
    places = np.repeat(np.arange(size), steps.shape[1])
    written = csr_matrix((np.full(steps.size, WEIGHT), (places, steps.ravel())), shape=(size, SHAPES))
    return csr_matrix(hstack([words, written]))


def _fitted(rows: csr_matrix, labels: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=1000).fit(rows, labels)


def _held_out(
    rows: csr_matrix, labels: NDArray[np.bool_], campaigns: list[str], those: Found
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The log odds of each text, and the share of its words that is known, by a model that is without its campaign."""
    odds, known = np.zeros(len(labels)), np.zeros(len(labels))
    words = np.maximum(np.bincount(those.word_rows, minlength=len(labels)), 1)
    if len(set(campaigns)) < FOLDS:
        raise Refused(f"all texts are of {len(set(campaigns))} campaigns; at least {FOLDS} are needed")
    for learns, held in StratifiedGroupKFold(FOLDS).split(rows, labels, campaigns):
        if labels[learns].all() or not labels[learns].any():
            raise Refused(
                f"all that {'is not' if labels[learns].all() else 'is'} spam is of one campaign; more are needed"
            )
        odds[held] = _fitted(rows[learns], labels[learns]).decision_function(rows[held])
        vocabulary = np.zeros(FEATURES, np.bool_)
        vocabulary[those.words[np.isin(those.word_rows, learns)]] = True
        share = np.bincount(those.word_rows[vocabulary[those.words]], minlength=len(labels)) / words
        known[held] = share[held]
    return odds, known


def _calibration(odds: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Platt's slope and intercept."""
    fitted = LogisticRegression(C=1e6).fit(odds.reshape(-1, 1), labels)
    return round(float(fitted.coef_[0][0]), 6), round(float(fitted.intercept_[0]), 6)


def _threshold(legitimate: NDArray[np.float64], sources: NDArray[np.str_]) -> float | None:
    """The log odds at which at most one in a thousand is, of all and of any large set; None: too few to say."""
    if len(legitimate) < LEGITIMATE:
        return None
    parts = [legitimate, *(legitimate[sources == source] for source in np.unique(sources))]
    sets = [np.sort(part)[::-1] for part in parts if len(part) >= LEGITIMATE]
    return round(max(float(odds[int(len(odds) * MOST_FALSE)]) for odds in sets) + 0.01, 6)


def _whole(weights: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.asarray(np.clip(np.round(weights * SCALE), -32768, 32767), np.int16)
