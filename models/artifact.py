"""A content model as files: `<kind>.skops` with what it is, `<kind>.json` with its sum and where it is from."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from models.content import KINDS, Model
from models.features import BITS, FEATURES
from models.shape import SHAPES

FORMAT = 1
SHIPPED = Path(__file__).parent / "artifacts"
LARGEST = 4 << 20  # bytes of a file that is looked into


class Unusable(ValueError):
    """A file that is no model of this format, or not the one that its sum is of; says so in one line."""


def shipped(kind: str) -> Path:
    """Where the model of a kind is that comes with the product."""
    return SHIPPED / f"{kind}.skops"


@cache
def load(path: Path) -> Model:
    """Reads a model, once a process. Raises Unusable; nothing is looked into whose sum is not the one written down."""
    return read(path, whole(path))


def read(path: Path, data: bytes) -> Model:
    """The model that a file holds, which is named in what is raised: Unusable."""
    return checked(path, unpacked(path, data))


def whole(path: Path) -> bytes:
    """A model's file, if its sum is the one written down. Raises Unusable."""
    about = summary(path)
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as unreadable:
        raise Unusable(f"{path}: cannot be read: {unreadable.strerror}") from None
    if data is None:
        raise Unusable(f"{path}: larger than {LARGEST >> 20} MB, which no model is")
    if sha256(data).hexdigest() != about.get("sha256"):
        raise Unusable(f"{path}: its SHA-256 is not the one in {path.with_suffix('.json').name}; train it again")
    return data


def summary(path: Path) -> dict[str, Any]:
    """What is written down of a model: its sum, its data, its versions. Raises Unusable."""
    beside = path.with_suffix(".json")
    try:
        about = json.loads(beside.read_text(encoding="utf-8"))
    except OSError as unreadable:
        raise Unusable(f"{beside}: cannot be read: {unreadable.strerror}") from None
    except ValueError:
        raise Unusable(f"{beside}: not JSON in UTF-8") from None
    if not isinstance(about, dict):
        raise Unusable(f"{beside}: not an object of JSON")
    return about


def save(model: Model, path: Path, about: Mapping[str, Any]) -> None:
    """Writes a content model, and what is known of it with its sum."""
    pack({"format": FORMAT, **model._asdict()}, path, about)


def pack(parts: Mapping[str, Any], path: Path, about: Mapping[str, Any]) -> None:
    """Writes the parts of a model of any kind, and what is known of it with its sum."""
    from skops.io import dumps  # noqa: PLC0415 - takes a second, and scikit-learn with it

    data = dumps(parts, compression=8, compresslevel=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    text = json.dumps({"sha256": sha256(data).hexdigest(), **about}, indent=2) + "\n"
    path.with_suffix(".json").write_text(text, encoding="utf-8")


def unpacked(path: Path, data: bytes) -> object:
    """What `pack` wrote: arrays, texts and numbers, of which nothing else is known yet. Raises Unusable."""
    from skops.io import loads  # noqa: PLC0415 - takes a second, and scikit-learn with it
    from skops.io.exceptions import UntrustedTypesFoundException  # noqa: PLC0415 - as above

    try:
        return loads(data, trusted=[])
    except UntrustedTypesFoundException as foreign:
        raise Unusable(f"{path}: holds types that no model has: {' '.join(str(foreign).split())}") from None
    except (BadZipFile, OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as broken:
        raise Unusable(f"{path}: not a skops file of a model: {' '.join(str(broken).split())}") from None


def checked(path: Path, found: object) -> Model:
    """What was read of a file as a Model, if it is one in all its parts. Raises Unusable."""
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        raise Unusable(f"{path}: not a model of format {FORMAT}; train it again with this version")
    if set(found) != set(Model._fields):
        raise Unusable(f"{path}: a model has {', '.join(Model._fields)}, this has {', '.join(map(str, found))}")
    arrays = {"weights": (np.int16, FEATURES), "shapes": (np.int16, SHAPES), "known": (np.bool_, FEATURES)}
    for name, (kind, size) in arrays.items():
        if not isinstance(found[name], np.ndarray) or found[name].dtype != kind or found[name].shape != (size,):
            raise Unusable(f"{path}: {name} do not fit {1 << BITS} features; train it again with this version")
    limit = 0.0 if found["threshold"] is None else found["threshold"]
    numbers = [found["bias"], found["least_known"], limit, *found["calibration"]]
    if found["kind"] not in KINDS or not all(isinstance(one, int | float) and np.isfinite(one) for one in numbers):
        raise Unusable(f"{path}: its kind or its numbers are none of a model's; train it again with this version")
    return Model(**found)
