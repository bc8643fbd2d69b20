"""Models that are kept between processes are those of their files, and a worker that has them needs no scikit-learn."""

import subprocess
import sys
from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from models.artifact import Unusable, load, shipped
from models.content import KINDS, Model
from streams.kept_models import model
from streams.kernel_cache import cache_folder

READ = """
import sys
from detectors.texts import LIKE_SPAM
from streams.content import Content
found = Content("sms").of([b"win a free prize now, call 09061701461"]).tolist()
print(found == [LIKE_SPAM], {"skops", "sklearn"} & {*sys.modules})
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept yet."""
    monkeypatch.setenv("RINGFENCE_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_what_the_file_holds(kind: str) -> None:
    first, second = (model.__wrapped__(shipped(kind)) for _ in range(2))  # read and kept; read from what is kept
    assert len(list(cache_folder().iterdir())) == 1
    for found in (first, second):
        for name in Model._fields:
            wanted, got = getattr(load(shipped(kind)), name), getattr(found, name)
            np.testing.assert_array_equal(got, wanted)
            assert type(got) is type(wanted)


def test_a_worker_that_has_it_reads_it_without_scikit_learn() -> None:
    model.__wrapped__(shipped("sms"))
    said = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True).stdout
    assert said == "True set()\n"


def test_a_file_that_has_changed_since_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sms.skops"
    for suffix in (".skops", ".json"):
        copy(shipped("sms").with_suffix(suffix), path.with_suffix(suffix))
    model.__wrapped__(path)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(Unusable, match=r"sms\.skops: its SHA-256 is not the one in sms\.json; train it again"):
        model.__wrapped__(path)


@pytest.mark.parametrize("left", [0, 100, -100])
def test_what_is_kept_and_was_damaged_is_made_anew(left: int) -> None:
    wanted = model.__wrapped__(shipped("sms"))
    (kept,) = cache_folder().iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:left])
    np.testing.assert_array_equal(model.__wrapped__(shipped("sms")).weights, wanted.weights)
    assert model.__wrapped__(shipped("sms")).bias == wanted.bias
    assert len(kept.read_bytes()) == len(whole)
