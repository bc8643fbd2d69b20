"""Modules of generated text: in the cache folder under a hash of all that they rest on, compiled once.

numba's file cache does not notice a change in a function that a cached one calls from another file, and does not know
`NUMBA_BOUNDSCHECK`; both are part of the name, so an outdated module is never loaded.
"""

import importlib.util
import os
import platform
import sys
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import TypeVar
from uuid import uuid4
from zipfile import BadZipFile

import numba
import numpy as np

T = TypeVar("T")


def cache_folder() -> Path:
    """Where compiled kernels are kept: `RINGFENCE_CACHE`, or the user's cache folder."""
    chosen = os.environ.get("RINGFENCE_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(chosen) if chosen else home / "ringfence"


def fingerprint(text: str, sources: Iterable[Path]) -> str:
    """A hash of the generated text, of every source that it may call, and of what compiles them."""
    digest = blake2b(digest_size=12)
    for source in sorted(sources):
        digest.update(source.read_bytes())
    checked = os.environ.get("NUMBA_BOUNDSCHECK", "")
    for part in (text, numba.__version__, np.__version__, platform.python_version(), checked):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def once(path: Path, write: Callable[[Path], object]) -> None:
    """Has a file there: where it is not yet, what `write` puts into a draft, as another process may be writing it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.stem}.{uuid4().hex}{path.suffix}")  # containers that share it have one pid each
        write(draft)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)


def kept(path: Path, write: Callable[[Path], object], read: Callable[[Path], T]) -> T:
    """What is read of a file that is made once, and anew where it is damaged, as by a disk that was full."""
    once(path, write)
    try:
        return read(path)
    except (BadZipFile, EOFError, OSError, KeyError, ValueError):
        path.unlink(missing_ok=True)
        once(path, write)
        return read(path)


def module(name: str, text: str, sources: Iterable[Path]) -> ModuleType:
    """A module of generated text, which compiles at its first use and loads from the cache folder after."""
    name = f"ringfence_{name}_{fingerprint(text, sources)}"
    path = cache_folder() / f"{name}.py"
    once(path, lambda draft: draft.write_text(text))
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load the generated module {path}")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded  # numba's cache looks a function's module up by name
    spec.loader.exec_module(loaded)
    return loaded
