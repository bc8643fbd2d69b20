"""How good the content models are, with the public corpora where they are present."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.content.corpora import write
from models.content import KINDS
from streams.content import model_of
from streams.evaluation import Measured
from streams.model_training import evaluated

CORPORA = Path(os.environ.get("RINGFENCE_SHARED", Path(__file__).parents[3] / "shared")) / "data"


def measured(source: Path) -> dict[str, Measured] | None:
    """What the packaged models get right of each set that took no part in training; None: there are no corpora."""
    if not source.is_dir():
        return None
    with TemporaryDirectory(prefix="ringfence-corpora-") as scratch:
        write(source, Path(scratch))
        return of_packaged(Path(scratch))


def of_packaged(folder: Path) -> dict[str, Measured]:
    """The same, where the corpora are written as labelled lines."""
    found: dict[str, Measured] = {}
    for kind in KINDS:
        found |= evaluated(model_of(kind), sorted(folder.glob(f"{kind}-test-*.ndjson")))
    return found
