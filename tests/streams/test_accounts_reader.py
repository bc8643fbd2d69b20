"""Account records lead to nothing while partitions are on their way from one worker to another."""

import asyncio
from types import SimpleNamespace
from typing import cast

from aiokafka.structs import ConsumerRecord, TopicPartition

from detectors.policy import load
from streams.accounts_reader import AccountsReader, Known
from streams.offsets import Offsets
from streams.publisher import Publisher
from streams.settings import Settings

PLACE = TopicPartition("accounts", 0)
HEADS = 200  # turns of the event loop in which everything that can happen has


class Brokers:
    """One partition of `accounts`, and the offset behind what has been written to it."""

    def __init__(self) -> None:
        self.end, self.position_, self.value = 0, 0, b'{"account": "acme"}'

    def assign(self, _places: object) -> None:
        pass

    def seek(self, _place: object, offset: int) -> None:
        self.position_ = offset

    async def position(self, _place: object) -> int:
        return self.position_

    async def getmany(self, timeout_ms: int) -> dict[TopicPartition, list[ConsumerRecord]]:
        assert timeout_ms
        await asyncio.sleep(0)
        found = [self._record(offset) for offset in range(self.position_, self.end)]
        self.position_ = self.end
        return {PLACE: found} if found else {}

    async def beginnings(self, _topic: str, partitions: set[int]) -> dict[int, int]:
        return dict.fromkeys(partitions, 0)

    async def ends(self, _topic: str, partitions: set[int]) -> dict[int, int]:
        return dict.fromkeys(partitions, self.end)

    def _record(self, offset: int) -> ConsumerRecord:
        about = {"topic": "accounts", "partition": 0, "offset": offset, "key": b"acme", "value": self.value}
        return SimpleNamespace(**about, headers=(), timestamp=0)


async def turns() -> None:
    for _ in range(HEADS):
        await asyncio.sleep(0)


def test_what_comes_while_reading_is_held_is_judged_by_when_it_goes_on() -> None:
    brokers, judged = Brokers(), list[int]()

    async def changed(partition: int) -> None:
        await asyncio.sleep(0)
        judged.append(partition)

    async def run() -> None:
        reader = AccountsReader(Settings(), load(), cast("Publisher", None), cast("Offsets", brokers))
        reader._consumer, reader.changed = brokers, changed
        reading = asyncio.create_task(reader.run())
        await reader.assign([0], 1, {0: Known(0, set())})
        brokers.end = 1
        await turns()
        assert judged == [0]
        await reader.hold()
        brokers.end = 2
        await turns()
        assert judged == [0]
        await reader.assign([0], 1, {})
        await turns()
        assert judged == [0, 0]
        reading.cancel()

    asyncio.run(run())


class Slow:
    """A publisher whose records arrive when they are let."""

    def __init__(self) -> None:
        self.ends = {("dead-letter", 0): 5, ("alerts", 0): 7}
        self.arrived = asyncio.Event()

    async def dead_letters(self, source: tuple[str, int], letters: list[object]) -> None:
        assert source == ("accounts", 0)
        assert letters

    async def alerts(self, _source: object, alerts: list[object], _at: int) -> None:
        assert not alerts

    async def delivered(self, _source: object) -> None:
        await self.arrived.wait()


def test_what_is_under_way_is_behind_where_outputs_ended_before_whatever_else_arrives_meanwhile() -> None:
    brokers = Brokers()
    brokers.value = b'{"account": 5}'

    async def run() -> None:
        publisher = Slow()
        reader = AccountsReader(Settings(), load(), cast("Publisher", publisher), cast("Offsets", brokers))
        reader._consumer = brokers
        reading = asyncio.create_task(reader.run())
        await reader.assign([0], 1, {0: Known(0, set())})
        brokers.end = 1
        await turns()
        publisher.ends["dead-letter", 0] = 9
        assert (reader.reported(0), reader.sent_behind(0, "dead-letter", 9), reader.sent_behind(0, "alerts", 7)) == (
            0,
            5,
            7,
        )
        publisher.arrived.set()
        await turns()
        assert (reader.reported(0), reader.sent_behind(0, "dead-letter", 9)) == (1, 9)
        reading.cancel()

    asyncio.run(run())
