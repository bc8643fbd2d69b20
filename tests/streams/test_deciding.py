"""Decisions are taken again by the orders of whoever had the partition: each once, whatever these say."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from streams.checkpoints.records import Records
from streams.checkpoints.saved import Order
from streams.deciding import Recommending
from streams.raw import RawBatch
from streams.stages import Stage

END = 6  # offsets on the topic


class Follower(Stage):
    """Says which records it took."""

    topic = "decisions"

    def __init__(self) -> None:
        super().__init__()
        self.positions, self.taken = {0: 0}, list[int]()

    async def _take(self, raw: RawBatch) -> None:
        self.taken += raw.offsets


class Topic:
    """The records of a partition, of which compaction has taken none."""

    async def between(self, topic: str, partition: int, begin: int, end: int) -> AsyncIterator[RawBatch]:
        offsets = range(begin, min(end, END))
        if offsets:
            yield RawBatch(topic, partition, offsets, [b"{}"] * len(offsets))


def taken(orders: list[Order], upto: int) -> Follower:
    """What is taken of these orders, before a finding at `upto`."""

    async def scene() -> Follower:
        desk: Any = SimpleNamespace(
            publisher=None, recorded={0: SimpleNamespace(since=lambda _: [])}, turn=asyncio.Lock()
        )
        stage, follower = Recommending(desk), Follower()
        stage.followers = {"decisions": follower}
        again = await stage._again(cast("Records", Topic()), 0, orders)
        await stage._catch_up(0, upto, deque(again))
        return follower

    return asyncio.run(scene())


@pytest.mark.parametrize(
    "orders",
    [
        [(0, 1), (2, 3)],
        [(0, 2), (1, 3)],  # one of a worker that had more in hand, which another began again
        [(2, 3)],  # the one before was deleted by who had it behind a checkpoint that nobody went on from
        [(0, 3), (0, 3), (3, 3)],
    ],
)
def test_each_decision_is_taken_once_and_none_is_passed_over(orders: list[tuple[int, int]]) -> None:
    follower = taken([Order("decisions", first, last, 5, at) for at, (first, last) in enumerate(orders)], 5)
    assert follower.taken == [0, 1, 2, 3]
    assert follower.positions == {0: 4}


def test_what_came_after_a_finding_waits_for_it() -> None:
    orders = [Order("decisions", 0, 0, 5, 0), Order("decisions", 1, 1, 6, 1)]
    assert taken(orders, 5).taken == [0]
