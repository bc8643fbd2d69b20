"""Reads the `accounts` partitions that belong to this worker's partitions, whole, and keeps up with them.

Outside the consumer group's assignment, since all of a partition is read whenever it is new to this worker. How far
what comes of its records has been delivered is kept with the cases of the partition.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, NoReturn

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from detectors.policy import Policy
from streams.checkpoints.records import Wanted, everything
from streams.connection import connection
from streams.disconnecting import disconnect
from streams.events import AccountRecord
from streams.fact_judging import FactJudge
from streams.facts import Accounts
from streams.lease import Fenced
from streams.offsets import Offsets
from streams.publisher import Publisher
from streams.raw import envelope
from streams.records import Alert
from streams.settings import Settings

POLL = 100  # ms that the brokers hold a fetch; a partition that is newly assigned waits for the one under way


class Known(NamedTuple):
    """Below which offset everything has been reported, and the offsets of records that are judged by still."""

    reported: int
    wanted: set[int]


class AccountsReader:
    """The tables of account facts of the partitions that are assigned, each as new as its partition."""

    _consumer: AIOKafkaConsumer

    def __init__(
        self,
        settings: Settings,
        policy: Policy,
        publisher: Publisher,
        offsets: Offsets,
        wanted: Wanted = everything,
    ) -> None:
        self._policy, self._offsets, self._wanted = policy, offsets, wanted
        self._judges: dict[int, FactJudge] = {}
        self._settings = settings
        self._topic = settings.topic("accounts")
        self._publisher = publisher
        self._tables: dict[int, Accounts] = {}
        self._next: dict[int, int] = {}  # the offset to read next, by partition
        self._reported: dict[int, int] = {}  # what comes of records below this offset has been delivered
        self._before: dict[int, dict[tuple[str, int], int]] = {}  # where outputs ended when what is under way was sent
        self._assigned = asyncio.Event()
        self._turn = asyncio.Lock()  # reading and changing what is read take turns
        self._round = asyncio.Lock()  # reading, and judging findings by what was read
        self._progress = asyncio.Condition()
        self._over = False  # the lease, and nothing has been assigned since
        self.changed: Callable[[int], Awaitable[None]] | None = None  # told of partitions with new records

    async def start(self) -> None:
        """Connects to the brokers."""
        self._consumer = AIOKafkaConsumer(
            **connection(self._settings),
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            fetch_max_wait_ms=POLL,
        )
        await self._consumer.start()

    async def stop(self) -> None:
        """Disconnects."""
        await disconnect(self._consumer)

    def table(self, partition: int) -> Accounts:
        """The facts of an assigned partition."""
        return self._tables[partition]

    def reported(self, partition: int) -> int:
        """Below which offset what comes of records has been delivered."""
        return self._reported[partition]

    def sent_behind(self, partition: int, topic: str, end: int) -> int:
        """Behind which offset of an output all is that comes of records not reported yet; at most `end`."""
        return min(end, self._before.get(partition, {}).get((topic, partition), end))

    async def assign(self, partitions: Iterable[int], count: int, known: Mapping[int, Known]) -> None:
        """Reads these of `count` partitions from now on and no others; returns when each has been read to its end.

        `known` has, of those that are new, what was known of them.
        """
        wanted = set(partitions)
        async with self._turn:
            for partition in set(self._tables) - wanted:
                del self._tables[partition], self._judges[partition], self._next[partition], self._reported[partition]
            places = [self._at(partition) for partition in sorted(wanted)]
            self._consumer.assign(places)
            beginnings = await self._offsets.beginnings("accounts", wanted)
            for place in places:
                if place.partition not in self._tables:
                    self._reported[place.partition] = known[place.partition].reported
                    self._next[place.partition] = beginnings[place.partition]
                    self._judges[place.partition] = FactJudge(self._policy)
                    self._tables[place.partition] = Accounts(place.partition, count)
                    self._tables[place.partition].wanted = known[place.partition].wanted
                self._consumer.seek(place, self._next[place.partition])
            self._assigned.set() if wanted else self._assigned.clear()
            self._over = False
        await self._reach(wanted)

    def judge(self, partition: int, record: AccountRecord) -> list[Alert]:
        """What is found in a record that is not on the partition."""
        return self._judges[partition].judge(record)

    def read_to(self, partition: int) -> int:
        """The offset that is read next."""
        return self._next[partition]

    async def hold(self) -> None:
        """Returns when what has been read has led to all that comes of it; from then on none is, until `assign`."""
        async with self._round:
            self._assigned.clear()

    async def refresh(self, partition: int) -> None:
        """Returns when the table holds all that the partition held at the time of the call."""
        await self._reach({partition})

    async def run(self) -> NoReturn:
        """Reads on until it is cancelled."""
        while True:
            await self._assigned.wait()
            async with self._round:
                try:
                    if self._assigned.is_set():  # and not held meanwhile
                        await self._read()
                except Fenced:
                    await self._end()

    async def _read(self) -> None:
        async with self._turn:
            fetched = await self._consumer.getmany(timeout_ms=POLL)
            for place, records in fetched.items():
                await self._take(place, records)
            for partition in self._tables:
                # not the last record's: transaction markers and what compaction took away have offsets too
                self._next[partition] = await self._consumer.position(self._at(partition))
        async with self._progress:
            self._progress.notify_all()
        if self.changed is not None:
            for place in fetched:
                await self.changed(place.partition)

    async def _end(self) -> None:
        """Reads nothing more until the next `assign`, and lets go who waits for what would be read."""
        self._assigned.clear()
        async with self._progress:
            self._over = True
            self._progress.notify_all()

    async def _take(self, place: TopicPartition, records: Sequence[ConsumerRecord]) -> None:
        wanted = [record for record in records if self._wanted("accounts", place.partition, record.key)]
        dead = self._tables[place.partition].feed(envelope(wanted)) if wanted else []
        reported = self._reported[place.partition]
        unreported = [letter for letter in dead if letter.offset >= reported]
        found = [
            alert
            for offset, record in self._tables[place.partition].drained()
            for alert in self._judges[place.partition].judge(record)  # of all, so that it knows what it has said
            if offset >= reported
        ]
        if unreported or found:
            source = ("accounts", place.partition)
            self._before[place.partition] = dict(self._publisher.ends)
            await self._publisher.dead_letters(source, unreported)
            await self._publisher.alerts(source, found, records[-1].offset)
            await self._publisher.delivered(source)
        self._reported[place.partition] = max(reported, records[-1].offset + 1)
        self._before.pop(place.partition, None)

    async def _reach(self, partitions: set[int]) -> None:
        if not partitions:
            return
        ends = await self._offsets.ends("accounts", partitions)
        async with self._progress:
            # a partition that was taken away meanwhile is no longer waited for
            await self._progress.wait_for(
                lambda: self._over or all(self._next.get(partition, end) >= end for partition, end in ends.items())
            )
            if self._over:
                raise Fenced

    def _at(self, partition: int) -> TopicPartition:
        return TopicPartition(self._topic, partition)
