"""What cannot leave holds up what comes in: an output that is not taken is waited for, however much input there is."""

import asyncio
from collections import deque
from types import SimpleNamespace
from typing import Any, cast

import pytest

from streams import publisher
from streams.accounts_reader import AccountsReader
from streams.checkpoints.reading import Saved
from streams.facts import Accounts
from streams.installation import HERE
from streams.judging import Judging
from streams.metrics import Metrics
from streams.producers import Producers
from streams.publisher import Publisher
from streams.raw import RawBatch
from streams.settings import Settings
from tests.stories import POLICY

ENVELOPE, ENVELOPES = 100, 40  # records, of which each is a dead letter
MOST = 500  # that may be under way


class Brokers:
    """Brokers that take what they are sent when they are told to."""

    def __init__(self) -> None:
        self.waiting = deque[asyncio.Future[Any]]()
        self.taken = 0

    async def send(self, *_: object) -> asyncio.Future[Any]:
        self.waiting.append(asyncio.get_running_loop().create_future())
        return self.waiting[-1]

    def take(self, records: int) -> None:
        for _ in range(min(records, len(self.waiting))):
            self.waiting.popleft().set_result(SimpleNamespace(offset=self.taken))
            self.taken += 1


def envelope(number: int) -> RawBatch:
    offsets = range(number * ENVELOPE, (number + 1) * ENVELOPE)
    return RawBatch("calls", 0, offsets, [b"{"] * ENVELOPE, [b"a"] * ENVELOPE, [()] * ENVELOPE, [1] * ENVELOPE)


async def until_nothing_moves(stage: Judging) -> int:
    """The position at which the stage waits."""
    before = -1
    while before != stage.positions[0]:
        before = stage.positions[0]
        for _ in range(20):
            await asyncio.sleep(0)
    return before


def test_positions_wait_for_outputs_and_go_on_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    brokers = Brokers()
    monkeypatch.setattr(publisher, "UNDER_WAY", MOST)
    accounts = cast("AccountsReader", SimpleNamespace(table=lambda _: Accounts()))
    stage = Judging("calls", POLICY, accounts, Publisher(Settings(), Metrics(), cast("Producers", brokers)), HERE)
    stage.publisher.partitions = 1

    async def taken() -> None:
        for number in range(ENVELOPES):
            await stage.take(envelope(number))

    async def run() -> None:
        stage.assign([0], 1)
        stage.begin(0, Saved().newest(stage.state(0).layout), {"calls": 0}, 1, 0)
        stage.open()
        taking = asyncio.create_task(taken())
        assert await until_nothing_moves(stage) <= MOST
        while (position := await until_nothing_moves(stage)) < ENVELOPES * ENVELOPE:
            assert not taking.done()
            assert len(brokers.waiting) <= MOST
            assert position <= brokers.taken + MOST
            brokers.take(MOST)
        await taking
        assert brokers.taken + len(brokers.waiting) == ENVELOPES * ENVELOPE

    asyncio.run(run())
