"""Follows `enforcement` in a group of its own and hands each record to a channel, in the order of each account.

What was taken and is not done with stays behind the committed offset, so whoever comes after a crash delivers it again.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.structs import ConsumerRecord, TopicPartition

from streams.checkpoints.records import Records
from streams.connection import connection
from streams.delivery.channel import Channel
from streams.delivery.counting import Deliveries
from streams.delivery.lanes import TOPIC, Lanes, Taken
from streams.delivery.under_way import UnderWay
from streams.disconnecting import disconnect
from streams.events import YEAR_2100
from streams.reasons import Rejected, decoded
from streams.records import Recommendation
from streams.settings import Settings

POLL = 500  # ms
AHEAD = 1000  # records of a partition beyond the oldest that is not done with: what a crash may repeat, and memory
PATIENT = 60.0  # seconds of failing until it is not well
END = 8.0  # seconds from the end of the work until the process is gone all the same
RECOMMENDATION = msgspec.json.Decoder(Recommendation)

log = logging.getLogger("ringfence")


class Deliverer(ConsumerRebalanceListener):  # type: ignore[misc]
    """One channel's member of its group."""

    def __init__(
        self, settings: Settings, channel: Channel, producer: AIOKafkaProducer, counted: Deliveries, *, beginning: bool
    ) -> None:
        self._settings, self._channel, self._lanes = settings, channel, Lanes(settings, channel, producer, counted)
        self._group = f"{settings.group}.{channel.name}"
        self._beginning = beginning
        self._under_way: dict[int, UnderWay] = {}
        self._new: set[int] = set()  # partitions that were assigned and not looked at yet
        self._turn = 0  # how often partitions have been taken away
        counted.waiting.labels(channel.name).set_function(lambda: sum(map(len, self._under_way.values())))

    def trouble(self) -> str | None:
        """Why it is not well, in a line; None: it is."""
        waited = self._lanes.longest
        return f"{self._channel.name}: a record has waited for {waited:.0f} s" if waited > PATIENT else None

    async def run(self) -> None:
        """Delivers until it is cancelled."""
        if not self._beginning:
            await self._begin_here()
        self._consumer = self._connection(self._group)
        self._consumer.subscribe([self._settings.topic(TOPIC)], listener=self)
        try:
            await self._consumer.start()
            while self._lanes.failure is None:
                await self._look_back()
                self._pause_where_full()
                for records in (await self._consumer.getmany(timeout_ms=POLL, max_records=AHEAD)).values():
                    self._take(records)
                await self._commit(self._under_way)
            raise self._lanes.failure
        finally:
            await asyncio.wait([asyncio.create_task(self._leave())], timeout=END)

    async def on_partitions_revoked(self, _revoked: object) -> None:
        """Stops what is under way: it is the next one's."""
        # at once, so that nothing is taken while what is under way ends
        under_way, self._under_way, self._new, self._turn = self._under_way, {}, set(), self._turn + 1
        await self._lanes.put_down()
        with suppress(KafkaError):  # then the next one delivers it again
            await self._commit(under_way)
        for partition in under_way:
            self._channel.forget(partition)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Partitions that are to be looked at before anything of them is taken."""
        self._new = {place.partition for place in assigned}
        log.info("ready: %s of partitions %s", self._channel.name, ", ".join(map(str, sorted(self._new))) or "none")

    def _connection(self, group: str) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            **connection(self._settings),
            group_id=group,
            session_timeout_ms=int(self._settings.session_timeout * 1000),
            heartbeat_interval_ms=int(self._settings.session_timeout * 250),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )

    async def _begin_here(self) -> None:
        """Has a group that never delivered begin behind what is there, and writes that down before anything comes."""
        looking = self._connection(self._group)
        try:
            await looking.start()
            partitions = await looking._client.fetch_all_metadata()  # noqa: SLF001 - what a consumer knows may be old
            name = self._settings.topic(TOPIC)
            places = [TopicPartition(name, each) for each in partitions.partitions_for_topic(name) or ()]
            looking.assign(places)
            if not any([await looking.committed(place) is not None for place in places]):
                with suppress(CommitFailedError):  # another process is there already, and has begun
                    await looking.commit(await looking.end_offsets(places))
        finally:
            await disconnect(looking)

    async def _look_back(self) -> None:
        """Finds out where new partitions begin, and shows a channel that recalls them the records before that."""
        turn = self._turn
        for partition in sorted(self._new):
            place = TopicPartition(self._settings.topic(TOPIC), partition)
            try:
                position = await self._consumer.position(place)
            except IllegalStateError:  # it has been taken away
                return
            if self._channel.recalls and not await self._recalled(partition, position, turn):
                self._channel.forget(partition)
                return
            if turn != self._turn:
                return
            self._under_way[partition] = UnderWay(position)
            self._new.discard(partition)

    async def _recalled(self, partition: int, position: int, turn: int) -> bool:
        """Shows the channel the records before a position; whether the partition is still the same turn's."""
        place = TopicPartition(self._settings.topic(TOPIC), partition)
        begin = (await self._consumer.beginning_offsets([place]))[place]
        if begin < position:
            async with Records(self._settings) as reading:
                async for raw in reading.between(TOPIC, partition, begin, position):
                    if turn != self._turn:
                        return False
                    for value in raw.values:
                        with suppress(Rejected):  # it is a dead letter by now
                            self._channel.is_due(partition, read(value))
        return turn == self._turn

    def _pause_where_full(self) -> None:
        for place in self._consumer.assignment():
            there = self._under_way.get(place.partition)
            with suppress(IllegalStateError):
                if there is None or len(there) >= AHEAD:
                    self._consumer.pause(place)
                else:
                    self._consumer.resume(place)

    def _take(self, records: list[ConsumerRecord]) -> None:
        for raw in records:
            partition = self._under_way.get(raw.partition)
            if partition is None:  # it has come to this process while it waited, and is to be looked at first
                with suppress(IllegalStateError):
                    self._consumer.seek(TopicPartition(raw.topic, raw.partition), raw.offset)
                return
            partition.take(raw.offset)
            try:
                record, trouble = read(raw.value), ""
            except Rejected as rejected:
                record, trouble = None, str(rejected)
            if record is not None and not self._channel.is_due(raw.partition, record):
                partition.done(raw.offset)
                continue
            self._lanes.add(Taken(raw, record, trouble, partition))

    async def _commit(self, under_way: Mapping[int, UnderWay]) -> None:
        """Writes down up to where all is done with."""
        moved = {p: there.position for p, there in under_way.items() if there.position != there.committed}
        if not moved:
            return
        name = self._settings.topic(TOPIC)
        try:
            await self._consumer.commit({TopicPartition(name, p): offset for p, offset in moved.items()})
        except (CommitFailedError, IllegalStateError):
            return  # the group has gone on without it; it joins again
        except KafkaError as refused:
            if not refused.retriable:
                raise
            log.warning("%s: %s did not take a commit (%r)", self._channel.name, self._settings.brokers, refused)
            return
        for partition, offset in moved.items():
            under_way[partition].committed = offset

    async def _leave(self) -> None:
        await self._lanes.put_down()
        with suppress(KafkaError):
            await self._commit(self._under_way)
        await disconnect(self._consumer)


def read(value: bytes | None) -> Recommendation:
    """The recommendation that a record is; raises Rejected where it is none that can be named and dated."""
    record = decoded(value, RECOMMENDATION)
    if not (record.id and record.id.isascii() and record.id.isprintable()):
        raise Rejected("not as the contract has it: an id of more than plain letters")
    if not 0 < record.ts < YEAR_2100:
        raise Rejected("not as the contract has it: a ts that is no time")
    return record
