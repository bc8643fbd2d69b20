import json
import os
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from skops.io import dumps

from models.artifact import FORMAT, Unusable, load, save, shipped
from models.content import KINDS, Model


class Foreign:
    """A type that no model has; loading it would run code of whoever wrote the file."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def written(tmp_path: Path, **changes: object) -> Path:
    path = tmp_path / "sms.skops"
    data = dumps({"format": FORMAT, **load(shipped("sms"))._asdict(), **changes})
    path.write_bytes(data)
    path.with_suffix(".json").write_text(json.dumps({"sha256": sha256(data).hexdigest()}), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_the_packaged_models_load_and_come_back_as_they_were_saved(kind: str, tmp_path: Path) -> None:
    model = load(shipped(kind))
    assert model.kind == kind
    save(model, tmp_path / "again.skops", {})
    again = load(tmp_path / "again.skops")
    for name in Model._fields:
        np.testing.assert_array_equal(getattr(model, name), getattr(again, name))


def test_a_file_whose_sum_is_another_is_not_looked_into(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(Unusable, match=r"sms\.skops: its SHA-256 is not the one in sms\.json; train it again"):
        load(path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": Foreign()}, "holds types that no model has"),
        ({"weights": np.zeros(5, np.int16)}, "weights do not fit"),
        ({"weights": np.zeros(1 << 17, np.float64)}, "weights do not fit"),
        ({"threshold": "low"}, "its kind or its numbers are none of a model's"),
        ({"bias": float("nan")}, "its kind or its numbers are none of a model's"),
        ({"kind": "fax"}, "its kind or its numbers are none of a model's"),
        ({"format": 2}, "not a model of format 1; train it again with this version"),
        ({"more": 1}, "a model has kind, weights"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_what_is_no_model_is_refused_in_one_line(changes: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        load(written(tmp_path, **changes))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_files_that_are_not_there_or_no_skops_are_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"none\.json: cannot be read: No such file"):
        load(tmp_path / "none.skops")
    path = tmp_path / "text.skops"
    path.write_bytes(b"text")
    path.with_suffix(".json").write_text(json.dumps({"sha256": sha256(b"text").hexdigest()}), encoding="utf-8")
    with pytest.raises(Unusable, match="not a skops file of a model"):
        load(path)
