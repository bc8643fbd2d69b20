"""A behaviour model from labelled account-hours, with scikit-learn. Repeats to the digit for the same hours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from models.behaviour.features import FEATURES, NAMES, Figures, Floats, figures, positions
from models.behaviour.model import Model, anomaly, parts
from models.training import FOLDS, Refused

STRENGTH = 0.3  # inverse of the penalty on weights; chosen on kinds of simulated accounts left out of training
FEWEST_ACCOUNTS = 4 * FOLDS
NARROWEST = 0.25  # a spread, in log odds or logarithms, so that what never happens is not infinitely far out
RAREST = 1e-4  # a share that is expected, though it never happened
ENOUGH = 20  # of the whole of a share or mean by which is known what is usual
OUTER = 2.33  # standard deviations of a normal distribution that the 1st and the 99th percentile are off
STEEPEST = 500.0  # log odds, behind which exp has no number
PATIENCE = {"maxiter": 2_000, "maxfun": 4_000}
DIGITS = 5


def train(rows: NDArray[Any], accounts: NDArray[np.int64], abusive: NDArray[np.bool_]) -> Model:
    """Learns what honest account-hours look like, and what tells abusive ones.

    Probabilities are calibrated on accounts held out in five folds. Raises Refused where there are fewer than 20
    accounts of either label.
    """
    model = uncalibrated(rows, accounts, abusive)
    _, columns = parts(model, figures(rows))
    weighing, held = balanced(accounts, abusive), np.zeros(len(rows))
    for learns, left in GroupKFold(FOLDS).split(columns, abusive, accounts):
        learned = _fitted(columns[learns], abusive[learns], weighing[learns])
        held[left] = columns[left] @ learned[:-1] + learned[-1]
    platt = LogisticRegression(C=1e6).fit(held.reshape(-1, 1), abusive, sample_weight=weighing)
    slope, intercept = float(platt.coef_[0][0]), float(platt.intercept_[0])
    return model._replace(calibration=(round(slope, DIGITS), round(intercept, DIGITS)))


def uncalibrated(rows: NDArray[Any], accounts: NDArray[np.int64], abusive: NDArray[np.bool_]) -> Model:
    """The same with probabilities as they come, which is enough to rank by and takes a sixth of the time."""
    sides = [len(np.unique(accounts[abusive == label])) for label in (True, False)]
    if min(sides) < FEWEST_ACCOUNTS:
        found_ = f"{sides[0]} accounts have abusive hours and {sides[1]} honest ones"
        raise Refused(f"{found_}; at least {FEWEST_ACCOUNTS} of each are needed")
    found = figures(rows)
    ordinary = usual(Figures(found.part[~abusive], found.whole[~abusive]))
    out, columns = parts(ordinary, found)
    learned = _fitted(columns, abusive, balanced(accounts, abusive))
    return ordinary._replace(
        weights=np.round(learned[:-1], DIGITS),
        bias=round(float(learned[-1]), DIGITS),
        ordinary=np.round(np.percentile(anomaly(out[~abusive]), (50, 90, 99, 99.9)), 2),
    )


def balanced(accounts: NDArray[np.int64], abusive: NDArray[np.bool_]) -> Floats:
    """Weights of hours by which an account counts by the root of how many it has; 1 on average."""
    keys = accounts * 2 + abusive
    _, where, count = np.unique(keys, return_inverse=True, return_counts=True)
    each = 1 / np.sqrt(count[where])
    return np.asarray(each / each.mean(), np.float64)


def usual(honest: Figures) -> Model:
    """What honest account-hours look like; without weights."""
    size = len(FEATURES)
    expected, middle, above, below, lower, upper = (np.zeros(size) for _ in range(6))
    for i, feature in enumerate(FEATURES):
        part, whole = honest.part[:, i], honest.whole[:, i]
        if feature.kind == "share":
            expected[i] = np.clip(part.sum() / max(whole.sum(), 1), RAREST, 1 - RAREST)
        elif feature.kind == "mean":
            expected[i] = part.sum() / max(whole.sum(), 1)
        known = whole >= (1 if feature.kind == "amount" else ENOUGH)
        figure = part if feature.kind == "amount" else part / np.maximum(whole, 1)
        lower[i], upper[i] = np.percentile(figure[known], (5, 95)) if known.any() else (0, 0)
    stands = positions(honest, expected)
    for i, feature in enumerate(FEATURES):
        those = stands[honest.whole[:, i] > 0, i]
        if not len(those):
            those = np.zeros(1)
        low, mid, high = np.percentile(those, (1, 50, 99))
        middle[i] = mid if feature.kind == "amount" else 0.0
        above[i], below[i] = (max(aside / OUTER, NARROWEST) for aside in (high - middle[i], middle[i] - low))
    return Model(
        list(NAMES), expected.round(DIGITS), middle.round(DIGITS), above.round(DIGITS), below.round(DIGITS),
        lower.round(DIGITS), upper.round(DIGITS), np.zeros(2 * size), 0.0, (1.0, 0.0), np.zeros(4),
    )  # fmt: skip


def _fitted(columns: Floats, labels: NDArray[np.bool_], weighing: Floats) -> Floats:
    """Weights, then the bias, of a logistic regression in which no weight is negative but of more that is wanted.

    So nobody is the less suspicious for doing something else that is out of the ordinary, and what no abuser of the
    training did is not taken for a sign of honesty.
    """
    sides = np.where(labels, 1.0, -1.0)
    rows = np.concatenate([columns, np.ones((len(columns), 1))], axis=1)

    def loss(at: Floats) -> tuple[float, Floats]:
        margin = sides * (rows @ at)
        pull = -sides * weighing / (1 + np.exp(np.minimum(margin, STEEPEST)))
        weights = np.append(at[:-1], 0.0)
        return STRENGTH * float(weighing @ np.logaddexp(0, -margin)) + weights @ weights / 2, STRENGTH * (
            rows.T @ pull
        ) + weights

    least = [*(None if feature.wanted else 0.0 for feature in FEATURES), *(0.0 for _ in FEATURES), None]
    bounds = [(low, None) for low in least]
    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds, options=PATIENCE)
    return np.asarray(found.x, np.float64)
