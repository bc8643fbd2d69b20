"""What is kept says of how many partitions it is, and nobody goes on by that of another number."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest

from streams.checkpoints.checkpoint import Checkpoint
from streams.checkpoints.kept import Kept, counted, kept, numbers, refuse_others
from streams.checkpoints.reading import Saved
from streams.checkpoints.records import Records
from streams.errors import Failed, WrongUsage
from streams.offsets import Offsets
from streams.raw import RawBatch
from tests.streams.checkpoints.keeper import Tally, written


class Log:
    """Partitions of `ringfence.state`, and how often each was read."""

    def __init__(self, *partitions: list[tuple[bytes, bytes | None]]) -> None:
        self.partitions, self.read = partitions, [0] * len(partitions)

    async def beginnings(self, _topic: str, partitions: list[int]) -> dict[int, int]:
        return dict.fromkeys(partitions, 0)

    async def ends(self, _topic: str, partitions: list[int]) -> dict[int, int]:
        return {partition: len(self.partitions[partition]) for partition in partitions}

    async def between(self, _topic: str, partition: int, begin: int, end: int) -> AsyncIterator[RawBatch]:
        self.read[partition] += 1
        records = self.partitions[partition][begin:end]
        keys, values = [key for key, _ in records], [value for _, value in records]
        yield RawBatch("ringfence.state", partition, range(begin, end), values, keys)


def checkpoint(partitions: int) -> list[tuple[bytes, bytes | None]]:
    state = Tally()
    state.give("a")
    made = Checkpoint("calls", state, 1, Saved().newest(state.layout))
    made.note(0)
    records = [*written(made, 1, 1), made.manifest({"calls": 1}, {})]
    return [(counted(key, partitions), value) for key, value in records]


def found(log: Log, partition: int) -> Kept:
    return asyncio.run(kept(cast("Records", log), cast("Offsets", log), partition))


def take_over(log: Log, own: list[int]) -> None:
    mine = {partition: found(log, partition) for partition in own}
    log.read = [0] * len(log.partitions)
    asyncio.run(refuse_others(cast("Records", log), cast("Offsets", log), mine, len(log.partitions)))


def test_state_of_several_numbers_is_told_apart_until_it_is_deleted() -> None:
    before, now = checkpoint(2), checkpoint(3)
    assert numbers(found(Log([*before, *now]), 0)) == [2, 3]
    assert numbers(found(Log([*before, *now, *((key, None) for key, _ in before)]), 0)) == [3]
    after = found(Log([*before, *now]), 0)[3].topics["calls"].newest("1")
    assert after is not None
    assert list(after.pages) == ["a"]


def test_a_worker_of_a_partition_that_is_new_asks_the_others() -> None:
    for own in ([0], [2], [0, 1, 2]):
        with pytest.raises(WrongUsage, match=r"kept for 2 partitions, the topics have 3: stop all workers and run"):
            take_over(Log(checkpoint(2), checkpoint(2), []), own)
    take_over(Log([], [], []), [2])
    take_over(Log([*checkpoint(2), *checkpoint(3)], checkpoint(3), checkpoint(3)), [0, 1, 2])


def test_nobody_reads_more_of_others_than_tells() -> None:
    log = Log(checkpoint(3), checkpoint(3), [])
    take_over(log, [1])
    assert log.read == [0, 0, 0]
    take_over(log, [2])
    assert log.read == [1, 0, 0]


def test_state_that_does_not_say_is_refused_in_one_line() -> None:
    with pytest.raises(Failed, match=r"^ringfence.state was written by another version: .* or delete the topic"):
        found(Log([(b"manifest/calls/a", b"")]), 0)
