"""The packaged behaviour model: what it says of hours that anybody would tell apart, and why."""

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skops.io import dumps

from models.artifact import Unusable, shipped
from models.behaviour.artifact import FORMAT, KIND, load, save
from models.behaviour.counting import COUNTED, Rows
from models.behaviour.features import FEATURES, NAMES, figures, positions
from models.behaviour.model import FARTHEST, Model, leading, scores
from models.behaviour.training import train
from models.training import Refused

LARGEST = 200_000  # bytes of the artifact
QUIET = {"calls": 12, "answered": 7, "callees": 11, "callers": 1, "talk_ms": 7 * 90_000, "busiest": 2, "received": 6}
ROBOCALLS = {
    "calls": 900, "answered": 480, "short": 260, "recorded": 900, "callees": 899, "callers": 1, "talk_ms": 480 * 9_000,
    "busiest": 1, "unwanted": 20,
}  # fmt: skip
SPAM = {
    "messages": 400, "statuses": 400, "unknown": 60, "unregistered": 400, "texted": 399, "senders": 1, "opted_out": 50,
    "sms_complaints": 3, "busiest": 1,
}  # fmt: skip


def hours(*counts: dict[str, int]) -> Rows:
    rows = np.zeros(len(counts), COUNTED)
    for row, count in zip(rows, counts, strict=True):
        for name, value in count.items():
            row[name] = value
    return rows


@pytest.fixture(scope="module")
def model() -> Model:
    return load(shipped(KIND))


def test_abuse_is_likelier_and_stranger_than_a_quiet_office(model: Model) -> None:
    said = scores(model, hours(QUIET, ROBOCALLS, SPAM))
    assert said.likeness[0] < 0.1
    assert said.likeness[1:].min() > 0.95
    assert said.anomaly[1:].min() > model.ordinary[2] > said.anomaly[0]
    assert said.rank[1:].min() > said.rank[0]


def test_what_is_said_of_an_hour_does_not_depend_on_the_others(model: Model) -> None:
    together, alone = scores(model, hours(QUIET, ROBOCALLS)), scores(model, hours(ROBOCALLS))
    assert (together.likeness[1], together.anomaly[1]) == (alone.likeness[0], alone.anomaly[0])


def test_the_figures_that_speak_are_named_with_what_is_usual(model: Model) -> None:
    said = scores(model, hours(QUIET, ROBOCALLS))
    assert list(leading(model, said, 0)) == []
    first, *_ = leading(model, said, 1)
    assert (first.feature, first.part, first.whole) == ("short", 260, 480)
    assert first.value > first.upper
    assert first.adds > 0
    assert 1 <= first.out <= FARTHEST


def test_no_figure_takes_from_likeness_but_what_people_want(model: Model) -> None:
    above, below = np.split(model.weights, 2)
    assert [name for name, weight in zip(NAMES, below, strict=True) if weight < 0] == []
    lowering = {name for name, weight in zip(NAMES, above, strict=True) if weight < 0}
    assert lowering <= {feature.name for feature in FEATURES if feature.wanted}


def test_of_nothing_each_figure_is_as_usual(model: Model) -> None:
    found = figures(hours({}))
    np.testing.assert_allclose(positions(found, model.expected), 0, atol=1e-12)


def test_the_packaged_model_is_small_and_comes_back_as_it_was_saved(model: Model, tmp_path: Path) -> None:
    assert shipped(KIND).stat().st_size < LARGEST
    save(model, tmp_path / "again.skops", {})
    again = load(tmp_path / "again.skops")
    for name in Model._fields:
        np.testing.assert_array_equal(getattr(model, name), getattr(again, name))


class Foreign:
    """A type that no model has; loading it would run code of whoever wrote the file."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bias": Foreign()}, "holds types that no model has"),
        ({"kind": "sms"}, "not a behaviour model of format 1; train it again with this version"),
        ({"format": 2}, "not a behaviour model of format 1; train it again with this version"),
        ({"more": 1}, "a behaviour model has features, expected"),
        ({"features": ["calls"]}, "its features are not those of this version"),
        ({"weights": np.zeros(3)}, "weights do not fit"),
        ({"weights": np.zeros(2 * len(NAMES), np.float32)}, "weights do not fit"),
        ({"lower": np.full(len(NAMES), np.nan)}, "lower are not all numbers"),
        ({"above": np.zeros(len(NAMES))}, "its spreads or shares are none"),
        ({"expected": np.zeros(len(NAMES))}, "its spreads or shares are none"),
        ({"bias": float("inf")}, "its numbers are none of a model's"),
        ({"calibration": 3}, "its numbers are none of a model's"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_what_is_no_model_is_refused_in_one_line(
    changes: dict[str, Any], said: str, model: Model, tmp_path: Path
) -> None:
    path = tmp_path / "behaviour.skops"
    data = dumps({"kind": KIND, "format": FORMAT, **model._asdict(), **changes})
    path.write_bytes(data)
    path.with_suffix(".json").write_text(json.dumps({"sha256": sha256(data).hexdigest()}), encoding="utf-8")
    with pytest.raises(Unusable) as refused:
        load(path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_model_of_a_file_that_was_changed_is_not_looked_into(tmp_path: Path) -> None:
    for end in ("skops", "json"):
        (tmp_path / f"behaviour.{end}").write_bytes(shipped(KIND).with_suffix(f".{end}").read_bytes())
    path = tmp_path / "behaviour.skops"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(Unusable, match=r"its SHA-256 is not the one in behaviour\.json"):
        load(path)


def test_training_repeats_to_the_digit_and_needs_enough_of_both() -> None:
    rng = np.random.default_rng(1)
    rows = hours(*([QUIET, ROBOCALLS] * 40))
    rows["calls"] += rng.integers(0, 5, len(rows))
    abusive = np.tile([False, True], 40)
    accounts = np.arange(80)
    one, other = train(rows, accounts, abusive), train(rows, accounts, abusive)
    for name in Model._fields:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    said = scores(one, hours(QUIET, ROBOCALLS))
    assert said.likeness[0] < 0.5 < said.likeness[1]
    with pytest.raises(
        Refused, match="1 accounts have abusive hours and 1 honest ones; at least 20 of each are needed"
    ):
        train(rows[:2], accounts[:2], abusive[:2])
