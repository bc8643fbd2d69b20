"""Caches that several processes have filled are right in a process that loads all of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from detectors.kernel import COMPILED

SHARED = (
    """
from detectors.kernel import kernel


@kernel
def value_of(record, times):
    n = 0
    for i in range(times):
"""
    + "".join(
        f"        if i % {n + 2} == {n % 2}:\n            n = (n * {n + 3} + record.value) % 1_000_003\n"
        for n in range(60)
    )
    + "    return n\n"
)  # so long that it is not put into who calls it

# the loop is of one process alone, the kernel that it calls is of all
PROGRAM = """
import sys
import numpy as np
from pathlib import Path
from streams.compiled import HEAD
from streams.kernel_cache import module

class Row:
    def __init__(self, row):
        self.value = int(row["value"])


LAYOUTS = {"first": [("value", "i8"), ("other", "i8")], "second": [("other", "i8"), ("value", "i8")]}
sys.path.insert(0, sys.argv[1])
from shared_kernels import value_of

TEXT = HEAD + '''
from shared_kernels import value_of


@kernel
def total(rows):
    n = 0
    for i in range(len(rows)):
        n += value_of(rows[i], 50)
    return n
'''
for name in sys.argv[2:]:
    rows = np.zeros(3, LAYOUTS[name])
    rows["value"], rows["other"] = 7, 1_000
    assert module(name, TEXT + f"# {name}", []).total(rows) == 3 * value_of.py_func(Row(rows[0]), 50), name
"""


@pytest.mark.skipif(not COMPILED, reason="there is no cache of what is not compiled")
def test_what_processes_have_compiled_apart_is_right_together(tmp_path: Path) -> None:
    (tmp_path / "shared_kernels.py").write_text(SHARED)
    environment = os.environ | {
        "RINGFENCE_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
    }
    for names in (["first"], ["second"], ["first", "second"], ["second", "first"]):
        subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path), *names], env=environment, check=True)
