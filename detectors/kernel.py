"""How per-event code is compiled, and why the same code also runs as plain Python.

`NUMBA_DISABLE_JIT=1` turns every kernel into the function that was written, for debugging and coverage;
`NUMBA_BOUNDSCHECK=1` makes compiled kernels raise on an index out of range instead of corrupting memory.
"""

import sys
from collections.abc import Callable
from hashlib import blake2b
from importlib import import_module
from typing import Any, TypeVar

import numba
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

if "scipy" not in sys.modules:  # numba would load it to see whether there is linear algebra, a tenth of a start
    sys.modules["scipy.linalg.cython_blas"] = None  # type: ignore[assignment]
    import_module("numba.np.arraymath")
    del sys.modules["scipy.linalg.cython_blas"]

Function = TypeVar("Function", bound=Callable[..., Any])


def _named_by_layout(record: Any) -> tuple[str, tuple[str]]:  # noqa: ANN401 - numba's type
    """What a function's symbol says of a record: its layout. numba's own is a number that each process counts anew.

    Caches that several processes have filled would give two functions over different records one symbol, and of two
    that are loaded the second would run as the first.
    """
    return "Record", (blake2b(str(record).encode(), digest_size=8).hexdigest(),)


types.Record.mangling_args = property(_named_by_layout)  # type: ignore[assignment,method-assign]

COMPILED = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]  # set when numba reads its environment


def kernel(function: Function) -> Function:
    """Compiles a function of numbers, records and arrays; it must neither raise nor call anything but kernels."""
    compiled: Function = numba.njit(function, error_model="numpy")
    return compiled


def written(function: Function) -> Function:
    """A kernel as the Python that it is written in: for what is asked once a finding, and not once an event.

    To compile it there would hold a worker up for a tenth of a second at its first finding.
    """
    python: Function = getattr(function, "py_func", function)
    return python


CACHE_LINE = 64  # bytes

if COMPILED:

    @intrinsic
    def borrowed(_: Any, array: Any) -> Any:  # noqa: ANN401 - numba's types
        """The same array without a count of its references, which every call with it would otherwise change twice.

        For the time of one call from outside: the caller keeps the array. One that a kernel makes itself would be freed
        at once.
        """

        def counted_by_nobody(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
            made = context.make_array(signature.return_type)(context, builder, value=arguments[0])
            made.meminfo = context.get_constant_null(types.voidptr)
            return made._getvalue()  # noqa: SLF001 - how numba's own array code returns one

        return array(array), counted_by_nobody

    def _fetch(_: Any, array: Any, index: Any) -> Any:  # noqa: ANN401 - numba's types
        """Has the processor fetch an element that will be needed soon: each cache line of it."""

        def ask(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
            kind = signature.args[0]
            made = context.make_array(kind)(context, builder, value=arguments[0])
            place = cgutils.get_item_pointer(context, builder, kind, made, [arguments[1]])  # type: ignore[no-untyped-call]
            byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
            function = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
            prefetch = builder.module.declare_intrinsic("llvm.prefetch", [byte], function)
            begin = builder.bitcast(place, byte)
            size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
            last = [size - 1] if size > CACHE_LINE else []  # elements do not begin where lines do
            for byte_at in (*range(0, size, CACHE_LINE), *last):
                here = builder.gep(begin, [number(byte_at)])
                builder.call(prefetch, [here, number(0), number(3), number(1)])  # read, keep, data
            return context.get_dummy_value()

        return types.void(array, index), ask

    fetch: Any = intrinsic(_fetch)
else:

    def fetch(array: Any, index: Any) -> None:  # noqa: ANN401 - as above
        """Nothing: plain Python has no processor to ask."""

    def borrowed(array: Any) -> Any:  # type: ignore[misc]  # noqa: ANN401 - the same by another way
        """The same array."""
        return array


FAILED = -1  # the level of what cannot be judged: its detector is off from then on for the account
PASSED, COUNTED, HIT = 0, 1, 2  # what `observe` says of an event: not judged, judged, one of those that it reports

Int = Any  # 64 bits in compiled code; in plain Python an integer of Python's or numpy's
Record = Any  # a row of a structured array: compiled code and np.recarray both reach its fields as attributes
