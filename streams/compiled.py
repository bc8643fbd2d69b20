"""The generated module of a stream: in the cache folder under a hash of all that it rests on, compiled once.

numba's file cache does not notice a change in a function that a cached one calls from another file, and does not know
`NUMBA_BOUNDSCHECK`; both are part of the name, so an outdated module is never loaded.
"""

import importlib.util
import os
import platform
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import ModuleType

import numba
import numpy as np

import detectors
import streams
from detectors.loop import Loop
from streams.stream import STREAMS, Stream

SCANNER = """
from streams.scan import scan_object
from {columns} import fill, number_of


@kernel
def scan(text, bounds, lenient, keys, multiplier, plans, seed, events, taken):
    '''Fills a row for each record text[bounds[i, 0] : bounds[i, 1]] of the usual shape, and says which those are.'''
    kinds = np.zeros({fields}, np.uint8)
    begins, lengths = np.zeros({fields}, np.int64), np.zeros({fields}, np.int64)
    for i in range(len(bounds)):
        taken[i] = scan_object(
            text, bounds[i, 0], bounds[i, 1], lenient, keys, multiplier, kinds, begins, lengths
        ) and fill(events[i], text, lenient, kinds, begins, lengths, plans, seed)


@kernel
def alike(keys, bounds, text, events, same):
    '''Says of each record whether its key is its account, byte by byte.'''
    for i in range(len(bounds)):
        begin, length = events[i].account_at, events[i].account_len
        same[i] = length > 0 and length == bounds[i, 1] - bounds[i, 0]
        j = 0
        while same[i] and j < length:
            same[i] = keys[bounds[i, 0] + j] == text[begin + j]
            j += 1


@kernel
def number(text, length, plans, seed):
    '''What columns have for the number in text[:length].'''
    return number_of(text, 0, length, plans, seed)[1]
"""

PLACER = """
from detectors.subjects import find


@kernel
def place(events, start, index, accounts):
    '''Sets the slot of each event from `start` on; stops at the first one whose account has no row yet.'''
    for i in range(start, len(events)):
        slot = find(index, accounts, events[i].account, events[i].check)
        if slot < 0:
            return i
        events[i].slot = slot
    return len(events)
"""


def cache_folder() -> Path:
    """Where compiled kernels are kept: `RINGFENCE_CACHE`, or the user's cache folder."""
    chosen = os.environ.get("RINGFENCE_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(chosen) if chosen else home / "ringfence"


def fingerprint(text: str) -> str:
    """A hash of the generated text, of every source that it may call, and of what compiles them."""
    digest = blake2b(digest_size=12)
    for package in (detectors, streams):
        for source in sorted(Path(package.__path__[0]).rglob("*.py")):
            content = source.read_bytes()
            if package is detectors or b"detectors.kernel" in content:
                digest.update(content)
    versions = (
        text,
        numba.__version__,
        np.__version__,
        platform.python_version(),
        os.environ.get("NUMBA_BOUNDSCHECK", ""),
    )
    digest.update("\0".join(versions).encode())
    return digest.hexdigest()


@cache
def compiled(name: str) -> ModuleType:
    """The module of a stream, with `scan`, `place` and `judge`; compiled at first use, loaded from the cache after."""
    stream: Stream = STREAMS[name]
    loop = Loop(name, stream.layout, stream.standing_module).text()
    text = loop + SCANNER.format(columns=stream.columns_module, fields=len(stream.fields)) + PLACER
    module_name = f"ringfence_{name}_{fingerprint(text)}"
    path = cache_folder() / f"{module_name}.py"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(text)
        draft.replace(path)  # another process may be writing the same text
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        message = f"cannot load the generated module {path}"
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module  # numba's cache looks a function's module up by name
    spec.loader.exec_module(module)
    return module
