"""A behaviour model as files, by the mechanism of content models: `behaviour.skops`, `.json` with its sum, `.md`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.artifact import Unusable, pack, unpacked, whole
from models.behaviour.features import FEATURES, NAMES
from models.behaviour.model import Model

KIND = "behaviour"
FORMAT = 1
SIZES = {
    **dict.fromkeys(("expected", "middle", "above", "below", "lower", "upper"), len(NAMES)),
    "weights": 2 * len(NAMES),
    "ordinary": 4,
}
SHARES = np.array([feature.kind == "share" for feature in FEATURES])
AGAIN = "train it again with this version"


def save(model: Model, path: Path, about: Mapping[str, Any]) -> None:
    """Writes a model, and what is known of it with its sum."""
    pack({"kind": KIND, "format": FORMAT, **model._asdict()}, path, about)


def load(path: Path) -> Model:
    """Reads a model. Raises Unusable; nothing is looked into whose sum is not the one written down."""
    return checked(path, unpacked(path, whole(path)))


def checked(path: Path, found: object) -> Model:
    """What was read of a file as a Model, if it is one in all its parts. Raises Unusable."""
    if not isinstance(found, dict) or (found.pop("kind", None), found.pop("format", None)) != (KIND, FORMAT):
        raise Unusable(f"{path}: not a {KIND} model of format {FORMAT}; {AGAIN}")
    if set(found) != set(Model._fields):
        raise Unusable(f"{path}: a {KIND} model has {', '.join(Model._fields)}, this has {', '.join(map(str, found))}")
    if found["features"] != list(NAMES):
        raise Unusable(f"{path}: its features are not those of this version; {AGAIN}")
    for name, size in SIZES.items():
        array = found[name]
        if not isinstance(array, np.ndarray) or array.dtype != np.float64 or array.shape != (size,):
            raise Unusable(f"{path}: {name} do not fit {len(NAMES)} features; {AGAIN}")
        if not np.isfinite(array).all():
            raise Unusable(f"{path}: {name} are not all numbers; {AGAIN}")
    numbers = [found["bias"], *_pair(found["calibration"])]
    if len(numbers) != 3 or not all(isinstance(one, float) and np.isfinite(one) for one in numbers):  # noqa: PLR2004
        raise Unusable(f"{path}: its numbers are none of a model's; {AGAIN}")
    shares = found["expected"][SHARES]
    if min(found["above"].min(), found["below"].min(), shares.min(), 1 - shares.max()) <= 0:
        raise Unusable(f"{path}: its spreads or shares are none; {AGAIN}")
    return Model(**found)


def _pair(found: object) -> tuple[object, ...]:
    return found if isinstance(found, tuple) else ()
