"""What a content model gets right of labelled texts: counts with their Wilson intervals, a set at a time."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from detectors.kernel import written
from detectors.rates import wilson_lower, wilson_upper
from models.content import Model, scores
from models.training import Labelled, distinct


class Share(NamedTuple):
    """k of n, and the 95 % Wilson interval of their share."""

    k: int
    n: int
    lower: float
    upper: float


class Measured(NamedTuple):
    """Of distinct texts: how many of either label are over the threshold, and how many are unjudged."""

    false: Share
    caught: Share
    legitimate_unjudged: Share
    spam_unjudged: Share


def share(k: int, n: int) -> Share:
    """So many of so many, with the interval.

    >>> share(0, 0), share(5, 100)
    (Share(k=0, n=0, lower=0.0, upper=1.0), Share(k=5, n=100, lower=0.021544, upper=0.11175))
    """
    return Share(k, n, *(round(float(written(bound)(k, n)), 6) for bound in (wilson_lower, wilson_upper)))


def measure(model: Model, texts: Sequence[Labelled]) -> Measured:
    """Measures a model with the distinct texts of a set."""
    texts = distinct(texts)
    spam = np.array([one.spam for one in texts], np.bool_)
    said = scores(model, [one.text for one in texts])
    good, bad = int((~spam).sum()), int(spam.sum())
    return Measured(
        share(int(said.suspend[~spam].sum()), good),
        share(int(said.suspend[spam].sum()), bad),
        share(int(said.abstain[~spam].sum()), good),
        share(int(said.abstain[spam].sum()), bad),
    )
