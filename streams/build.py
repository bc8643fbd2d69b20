"""Puts kernels of all streams and packaged models into the cache folder, so that set-up and images do it, not workers.

python -m streams.build
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from detectors.base import ACCOUNT, limit_kinds
from detectors.policy import Policy, check, load
from detectors.sightings import SOURCE
from models.content import KINDS
from streams.body_text import padded
from streams.compiled import unpacking
from streams.content import model_of
from streams.facts import Accounts
from streams.kernel_cache import cache_folder
from streams.leaving import let_go
from streams.paging import page, restore
from streams.raw import RawBatch
from streams.reader import as_kernels_see
from streams.shard import Shard
from streams.stream import STREAMS
from streams.texts import HeadersOf, buffer


def build() -> int:
    """Compiles what is not in the cache yet; returns how many streams there are."""
    policy = shared()
    for name in STREAMS:
        build_stream(policy, name)
    return len(STREAMS)


def build_stream(policy: Policy, name: str) -> None:
    """Compiles what one stream has of its own."""
    stream = STREAMS[name]
    shard = Shard(stream, policy, Accounts())
    shard.reader.key_of(shard.reader.number("anonymous"))
    hello = b"hello"
    for hashed in (shard.reader.module.template, shard.reader.module.hash_of):
        hashed(padded(hello), len(hello), shard.reader.seed)
    elsewhere = stream.example.replace(b"hello", "héllo".encode())
    for offset, example in enumerate((stream.example, elsewhere)):
        shard.feed(RawBatch(stream.name, 0, [offset], [example], [b"a"], [()], [1]))
    if any(detector.sources for detector in stream.layout.detectors):
        shard.module.tallied(as_kernels_see(shard.tables[ACCOUNT].rows), 0, shard.memory, SOURCE, 0, 0, 0)
    restore(Shard(stream, policy, Accounts()), page(shard, 0))
    let_go(shard, [0])


def shared() -> Policy:
    """Compiles what all streams have in common, and reads the packaged models; returns the packaged policy."""
    for kind in KINDS:
        model_of(kind)
    policy = load()
    check(policy, limit_kinds())
    nothing, no_bounds = np.zeros(0, np.int64), np.zeros((0, 2), np.int64)
    unpacking().lay_out(buffer(), 0, 0, 0, 0, nothing, nothing, no_bounds, no_bounds, no_bounds)
    HeadersOf(buffer(), no_bounds).ingested([])
    return policy


if __name__ == "__main__":
    with ProcessPoolExecutor() as processes:  # a stream each: compiling takes one processor minutes
        list(processes.map(partial(build_stream, shared()), STREAMS))
    print(f"kernels are compiled in {cache_folder()}")  # noqa: T201 - this is a command
