"""Compiles every stream's kernels into the cache folder, so that set-up and images do it once, not workers.

python -m streams.build
"""

import numpy as np

from detectors.base import ACCOUNT, limit_kinds
from detectors.policy import check, load
from detectors.sightings import SOURCE
from streams.body_text import template_name
from streams.compiled import cache_folder, unpacking
from streams.facts import Accounts
from streams.paging import page, restore
from streams.raw import RawBatch
from streams.reader import as_kernels_see
from streams.shard import Shard
from streams.stream import STREAMS
from streams.texts import HeadersOf, buffer


def build() -> int:
    """Compiles what is not in the cache yet; returns how many streams there are."""
    policy = load()
    check(policy, limit_kinds())
    nothing, no_bounds = np.zeros(0, np.int64), np.zeros((0, 2), np.int64)
    unpacking().lay_out(buffer(), 0, 0, 0, 0, nothing, nothing, no_bounds, no_bounds, no_bounds)
    HeadersOf(buffer(), no_bounds).ingested([])
    for stream in STREAMS.values():
        shard = Shard(stream, policy, Accounts())
        shard.reader.key_of(shard.reader.number("anonymous"))
        for body in ("hello", "héllo"):
            template_name(body, shard.reader.given)
        shard.feed(RawBatch(stream.name, 0, [0], [stream.example], [b"a"], [()], [1]))
        if any(detector.sources for detector in stream.layout.detectors):
            shard.module.tallied(as_kernels_see(shard.tables[ACCOUNT].rows), 0, shard.memory, SOURCE, 0, 0, 0)
        restore(Shard(stream, policy, Accounts()), page(shard, 0))
    return len(STREAMS)


if __name__ == "__main__":
    build()
    print(f"kernels are compiled in {cache_folder()}")  # noqa: T201 - this is a command
