"""A stage takes every record once, in order, whatever Kafka hands it again after a seek or a rebalance."""

import asyncio

import pytest

from streams.raw import RawBatch
from streams.stages import Stage

SLOW = 3  # turns of the event loop that an envelope takes


class Remembering(Stage):
    """Keeps the offsets it was given."""

    topic = "calls"

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[int, int]] = []

    def _assign(self, partitions: list[int], count: int) -> None:
        pass

    async def _take(self, raw: RawBatch) -> None:
        for _ in range(SLOW):
            await asyncio.sleep(0)
        assert raw.keys is not None
        assert list(raw.offsets) == [int(key or b"") for key in raw.keys] == [int(value or b"") for value in raw.values]
        self.taken += [(raw.partition, offset) for offset in raw.offsets]


def fetched(partition: int, *offsets: int) -> RawBatch:
    texts = [b"%d" % offset for offset in offsets]
    return RawBatch("calls", partition, offsets, texts, texts, [()] * len(offsets), [1] * len(offsets))


@pytest.fixture
def stage() -> Remembering:
    opened = Remembering()
    opened.assign([0, 1], 2)
    opened.open()
    return opened


def test_what_a_fetch_brings_again_is_cut(stage: Remembering) -> None:
    async def run() -> None:
        for offsets in ([3, 4, 5], [4, 5], [5, 6, 9], [3], [10]):  # 7 and 8: what compaction took
            await stage.take(fetched(0, *offsets))
        await stage.take(fetched(1, 0))

    asyncio.run(run())
    assert stage.taken == [(0, 3), (0, 4), (0, 5), (0, 6), (0, 9), (0, 10), (1, 0)]
    assert stage.positions == {0: 11, 1: 1}


def test_closing_waits_for_the_envelope_in_hand_and_takes_no_other(stage: Remembering) -> None:
    async def run() -> None:
        in_hand = asyncio.create_task(stage.take(fetched(0, 1, 2)))
        await asyncio.sleep(0)
        closing = asyncio.create_task(stage.close())
        behind = asyncio.create_task(stage.take(fetched(0, 3)))
        await closing
        assert in_hand.done()
        await behind

    asyncio.run(run())
    assert stage.taken == [(0, 1), (0, 2)]
    assert stage.positions == {0: 3}


def test_partitions_that_stay_go_on_where_they_were_and_those_that_go_are_forgotten(stage: Remembering) -> None:
    async def run() -> None:
        await stage.take(fetched(0, 5))
        await stage.take(fetched(1, 5))
        await stage.close()
        stage.assign([0], 2)
        stage.open()
        await stage.take(fetched(0, 5, 6))

    asyncio.run(run())
    assert stage.taken == [(0, 5), (1, 5), (0, 6)]
    assert stage.positions == {0: 7}


def test_what_comes_behind_a_gap_is_not_taken_and_says_from_where_on_it_is_to_be_read_again(
    stage: Remembering,
) -> None:
    async def run() -> list[int | None]:
        came = [fetched(0, 3, 5)._replace(since=0), fetched(0, 9)._replace(since=8), fetched(0, 9)._replace(since=6)]
        return [await stage.take(raw) for raw in came]

    assert asyncio.run(run()) == [None, 6, None]
    assert stage.taken == [(0, 3), (0, 5), (0, 9)]  # 6, 7 and 8: there never was anything, as the last one knows


def test_a_closed_stage_asks_for_nothing(stage: Remembering) -> None:
    async def run() -> int | None:
        await stage.close()
        return await stage.take(fetched(0, 9)._replace(since=9))

    assert asyncio.run(run()) is None
