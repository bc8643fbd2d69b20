"""A behaviour model: how much an account-hour is like known abuse, and how far outside of what honest ones look like.

Neither is a reason for anything by itself: both rank what detectors have found, and say what stands out.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.behaviour.features import FEATURES, FEW, Figures, Floats, figure, figures, positions

FEWEST = 5  # calls, messages and mails of an hour that is scored
FARTHEST = 6.0  # spreads: what stands out more counts like that
STANDING_OUT = 3  # figures by which an hour is anomalous, and as many are named
SURE = 8.0  # log odds: what is likelier counts like that in a rank
LEAST = 0.1  # log odds that a figure adds which speaks for likeness
ANOMALY = 1.0  # log odds of likeness that weigh as much as one spread of anomaly; chosen on kinds left out of training
MARGIN = 0.05  # of what is usual: a figure that is named differs by as much, as people read it
DECIMALS = 4


class Model(NamedTuple):
    """Arrays have an entry for each of FEATURES, `weights` two: of being above what is usual, and below.

    `expected` is the share, or mean in ms, of all honest hours, 0 of amounts; `middle`, `above` and `below` are where
    figures usually stand and their spreads to either side; `lower` and `upper` the 5th and 95th percentile of the
    figures of honest hours, as people read them. `calibration` are slope and intercept of the probability, `ordinary`
    the 50th, 90th, 99th and 99.9th percentile of the anomaly of honest hours.
    """

    features: list[str]
    expected: Floats
    middle: Floats
    above: Floats
    below: Floats
    lower: Floats
    upper: Floats
    weights: Floats
    bias: float
    calibration: tuple[float, float]
    ordinary: Floats


class Scores(NamedTuple):
    """Of each account-hour: a probability, spreads, both as a rank; by feature how far out it is and what that adds."""

    likeness: Floats
    anomaly: Floats
    rank: Floats
    out: Floats
    adds: Floats
    figures: Figures


class Leading(NamedTuple):
    """A figure that speaks most: what it adds to the log odds of likeness, and how many spreads it is off."""

    feature: str
    part: int
    whole: int
    value: float
    lower: float
    upper: float
    adds: float
    out: float


def parts(model: Model, found: Figures) -> tuple[Floats, Floats]:
    """By feature how many spreads above or below its middle, and the same as columns for weights."""
    off = positions(found, model.expected) - model.middle
    off = np.where([feature.below for feature in FEATURES], off, np.maximum(off, 0))
    out = np.clip(np.where(off > 0, off / model.above, off / model.below), -FARTHEST, FARTHEST)
    return out, np.concatenate([np.maximum(out, 0), np.maximum(-out, 0)], axis=1)


def anomaly(out: Floats) -> Floats:
    """The mean of the figures that are farthest out, those aside of which more is wanted and there is more."""
    return np.asarray(np.sort(_strangeness(out), axis=1)[:, -STANDING_OUT:].mean(axis=1), np.float64)


def _strangeness(out: Floats) -> Floats:
    return np.where([feature.wanted for feature in FEATURES], np.maximum(-out, 0), np.abs(out))


def scores(model: Model, rows: NDArray[Any]) -> Scores:
    """What the model says of account-hours; of each the same, whatever the others."""
    found = figures(rows)
    out, columns = parts(model, found)
    adds = columns * model.weights
    slope, intercept = model.calibration
    adds = slope * (adds[:, : len(FEATURES)] + adds[:, len(FEATURES) :])
    odds = adds.sum(axis=1) + slope * model.bias + intercept
    strange = np.round(anomaly(out), DECIMALS)
    rank = np.round(np.clip(odds, -SURE, SURE) + ANOMALY * strange, DECIMALS)
    return Scores(np.round(1 / (1 + np.exp(-odds)), DECIMALS), strange, rank, out, adds, found)


def leading(model: Model, said: Scores, hour: int, most: int = STANDING_OUT) -> Iterator[Leading]:
    """The figures that speak most for likeness, then those that are farthest out; none that is as usual."""
    adds, out, part, whole = (of[hour] for of in (said.adds, said.out, said.figures.part, said.figures.whole))
    value = np.array([figure(feature, *both) for feature, *both in zip(FEATURES, part, whole, strict=True)])
    beyond = (value < model.lower * (1 - MARGIN)) | (value > model.upper * (1 + MARGIN))
    told = [feature.kind == "amount" for feature in FEATURES] | (whole >= FEW)
    strangeness = _strangeness(out)
    unusual = (strangeness >= 1) & beyond & told
    speaking = [i for i in np.argsort(-adds, kind="stable").tolist() if unusual[i] and adds[i] >= LEAST]
    strange = [i for i in np.argsort(-strangeness, kind="stable").tolist() if unusual[i] and adds[i] < LEAST]
    for i in [*speaking, *strange][:most]:
        usual = float(model.lower[i]), float(model.upper[i])
        moves = round(float(adds[i]), 2), round(float(out[i]), 1)
        yield Leading(FEATURES[i].name, int(part[i]), int(whole[i]), float(value[i]), *usual, *moves)
