"""How per-event code is compiled, and why the same code also runs as plain Python.

`NUMBA_DISABLE_JIT=1` turns every kernel into the function that was written, for debugging and coverage;
`NUMBA_BOUNDSCHECK=1` makes compiled kernels raise on an index out of range instead of corrupting memory.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

COMPILED = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]  # set when numba reads its environment


def kernel(function: Function) -> Function:
    """Compiles a function of numbers, records and arrays; it must neither raise nor call anything but kernels."""
    compiled: Function = numba.njit(function, error_model="numpy")
    return compiled


PASSED, COUNTED, HIT = 0, 1, 2  # what `observe` says of an event: not judged, judged, one of those that it reports

Int = Any  # 64 bits in compiled code; in plain Python an integer of Python's or numpy's
Record = Any  # a row of a structured array: compiled code and np.recarray both reach its fields as attributes
