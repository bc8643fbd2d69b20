"""Tables that follow from what is installed and take a process long to make, so they are kept beside the kernels."""

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import phonenumbers
from numpy.typing import NDArray

from detectors import automaton, numbers
from streams import letter_table, normal_text, template_text
from streams.kernel_cache import cache_folder, fingerprint, kept


@cache
def plans() -> numbers.Table:
    """The table of `detectors.numbers.plan_table`."""
    return _kept("plans", numbers.plan_table, phonenumbers.__version__, numbers, automaton)


@cache
def letters() -> letter_table.Letters:
    """The table of `streams.letter_table.letters`."""
    return _kept("letters", letter_table.letters, unicodedata.unidata_version, letter_table, normal_text, template_text)


def _kept(name: str, make: Callable[[], NDArray[Any]], version: str, *modules: Any) -> NDArray[Any]:  # noqa: ANN401
    """What `make` gives, out of modules and a version of what they rest on; it is read-only."""
    sources = [Path(module.__file__) for module in modules]
    path = cache_folder() / f"ringfence_{name}_{fingerprint(version, sources)}.npy"
    table: NDArray[Any] = kept(
        path, lambda draft: np.save(draft, make(), allow_pickle=False), lambda file: np.load(file, allow_pickle=False)
    )
    table.setflags(write=False)
    return table
