"""Tables that are kept between processes are what they would be if they were made anew."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from detectors.numbers import plan_table
from streams import kept_tables, letter_table
from streams.kernel_cache import cache_folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept yet."""
    monkeypatch.setenv("RINGFENCE_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.mark.parametrize(("kept", "made"), [("plans", plan_table), ("letters", letter_table.letters)])
def test_what_is_kept_is_what_was_made(kept: str, made: Callable[[], NDArray[np.generic]]) -> None:
    first, second = (getattr(kept_tables, kept).__wrapped__() for _ in range(2))  # made and kept; read
    assert len(list(cache_folder().iterdir())) == 1
    (file,) = cache_folder().iterdir()
    file.write_bytes(file.read_bytes()[:100])
    third = getattr(kept_tables, kept).__wrapped__()  # damaged, and made anew
    for table in (first, second, third):
        assert np.array_equal(table, made())
        assert table.dtype == made().dtype
        assert not table.flags.writeable
