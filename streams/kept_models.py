"""Content models as workers read them: what was checked once is kept beside the kernels, by the sum of its file.

To read a model's own file takes scikit-learn, and that takes seconds to be there.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from models import artifact
from models.artifact import FORMAT
from models.content import Model
from streams.kernel_cache import cache_folder, fingerprint, kept

ARRAYS = ("weights", "shapes", "known")


@cache
def model(path: Path) -> Model:
    """What `models.artifact.load` says of a file, once a process. Raises Unusable."""
    data = artifact.whole(path)
    name = f"{sha256(data).hexdigest()[:24]}_{fingerprint('model', [Path(artifact.__file__)])}"
    return kept(
        cache_folder() / f"ringfence_model_{name}.npz", lambda draft: _save(draft, artifact.read(path, data)), _read
    )


def _read(path: Path) -> Model:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as read:
        parts = {name: read[name] for name in ARRAYS} | json.loads(read["rest"].tobytes())  # no arrays
    return artifact.checked(path, parts | {"calibration": tuple(parts["calibration"])})


def _save(draft: Path, found: Model) -> None:
    parts = {name: part for name, part in found._asdict().items() if name not in ARRAYS}
    rest = np.frombuffer(json.dumps(parts | {"format": FORMAT}).encode(), np.uint8)
    np.savez(draft, weights=found.weights, shapes=found.shapes, known=found.known, rest=rest)
