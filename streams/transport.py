"""Kafka for Faust with one event a fetch: what the brokers return of a partition at a time is one envelope.

Faust starts four asyncio tasks for every event, 75 µs a record whatever the agent does; an envelope of some thousand
records pays that once. Membership, rebalancing and flow control stay Faust's; where to read on is the stages' to say.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, cast

import faust
import uvloop
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import ConsumerStoppedError, IllegalStateError
from faust.transport.drivers import aiokafka
from faust.types import TP, ConsumerMessage, Message
from faust.types.auth import CredentialsT
from yarl import URL

from streams.connection import security
from streams.fetching import newest
from streams.lease import Lease
from streams.raw import RawBatch
from streams.settings import Settings

METADATA_AGE = 10_000
"""ms until brokers are asked for their topics again. One that has just started says that it has none, and whoever leads
the group then gives partitions to nobody; it does so until it asks again, after five minutes by default."""
FETCH_WAIT = 50  # ms that a broker may hold a fetch that it has nothing for

Position = Callable[[str, int], int | None]  # of (topic, partition): the offset to read next, None where none is known


def credentials(settings: Settings) -> CredentialsT | None:
    """The same as Faust asks for it; None: it is not asked."""
    asked = security(settings)
    if "sasl_mechanism" in asked:
        return faust.SASLCredentials(
            username=asked["sasl_plain_username"],
            password=asked["sasl_plain_password"],
            mechanism=asked["sasl_mechanism"],
            ssl_context=asked.get("ssl_context"),
        )
    return faust.SSLCredentials(asked["ssl_context"]) if asked else None


class FetchThread(aiokafka.AIOKafkaConsumerThread):
    """Faust's fetching thread, with fetches that come back sooner, and heartbeats that tell for how long they hold."""

    async def on_start(self) -> None:
        """Connects, and watches the heartbeats."""
        await super().on_start()
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001 - nobody else knows of heartbeats
        send, lease = coordinator._do_heartbeat, cast("Transport", self.transport).lease  # noqa: SLF001 - as above

        async def send_and_tell() -> bool:
            asked = monotonic()
            if await send():
                lease.renew(asked)
                return True
            if is_out(coordinator):
                lease.end()
            return False

        coordinator._do_heartbeat = send_and_tell  # noqa: SLF001 - as above

    def _create_worker_consumer(self, transport: aiokafka.Transport) -> AIOKafkaConsumer:
        # A broker has one fetch of a consumer at a time, for the partitions of which nothing is waiting here. Held for
        # Faust's 1500 ms because `alerts` is idle, it would keep `calls` waiting as long.
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT  # noqa: SLF001 - Faust has no setting for it
        consumer._isolation_level = "read_committed"  # noqa: SLF001 - and sets this for its own transactions only
        consumer._client._metadata_max_age_ms = METADATA_AGE  # noqa: SLF001 - nor for this
        return consumer

    async def _fetch_records(  # type: ignore[override]  # lists of records, of which Faust makes nothing on the way
        self,
        consumer: AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109 - as Faust calls it
        max_records: int | None = None,
    ) -> dict[TP, RawBatch]:
        """An envelope of each partition that there is something of, of so many records at the most."""
        if not self.consumer.flow_active:
            return {}
        if consumer._closed or consumer._fetcher._closed:  # noqa: SLF001 - as Faust looks
            raise ConsumerStoppedError
        return await newest(consumer._fetcher, active_partitions, timeout or 0, cast("int", max_records))  # noqa: SLF001

    async def on_thread_stop(self) -> None:
        """Disconnects. aiokafka raises the end of its own fetch while no broker answers; Faust would wait for ever."""
        with suppress(asyncio.CancelledError):
            await super().on_thread_stop()


def is_out(coordinator: Any) -> bool:  # noqa: ANN401 - aiokafka's
    """Whether the group has said that it knows nothing of this member."""
    return bool(coordinator.generation < 0)


class BatchConsumer(aiokafka.Consumer):
    """Faust's consumer, with an envelope where it has a message.

    `handed_on` is the offset behind the last record that was, by partition. What comes behind may be no records, but
    marks of transactions: `passed` has, of partitions that are `watched`, up to where there is nothing more to hand on.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Faust's
        super().__init__(*args, **kwargs)
        self.handed_on: dict[TP, int] = {}
        self.passed: dict[TP, int] = {}
        self.watched: set[TP] = set()

    def _new_consumer_thread(self) -> aiokafka.AIOKafkaConsumerThread:
        """Faust fetches in a thread of its own; uvloop there is as good as uvloop here."""
        return FetchThread(self, loop=self.loop, thread_loop=uvloop.new_event_loop(), beacon=self.beacon)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109 - as Faust calls it
        """One message for each partition that a fetch brought something of; its value is a RawBatch."""
        generation = self.app.consumer_generation_id
        fetched, active = await self._wait_next_records(timeout)
        records = cast("dict[TP, RawBatch] | None", fetched)
        if self.should_stop:
            return
        if records and not self._flows(generation):  # or what was fetched before a rebalance could leave a gap behind
            await self.perform_seek()
            return
        for tp, batch in (records or {}).items():
            if not self._flows(generation):
                return  # a rebalance: the seek at its end goes back to what no stage has taken
            if active is None or tp in active or tp in self._buffered_partitions:
                self.handed_on[tp] = batch.offsets[-1] + 1
                yield tp, self._enveloped(tp, batch)
        for tp in self.watched & self.assignment():
            with suppress(IllegalStateError):  # taken away just now
                self.passed[tp] = await self.position(tp) or 0

    def has_passed(self, tp: TP, offset: int, taken: int) -> bool:
        """Whether nothing below an offset is left to take, of a partition of which all below `taken` has been.

        Where no record tells, it takes a fetch more until that is known.
        """
        return self.done_below(tp, taken) >= offset

    def done_below(self, tp: TP, taken: int) -> int:
        """The offset below which nothing is left to take, where all below `taken` has been; true a fetch later."""
        if tp not in self.assignment() or (self.highwater(tp) or 0) <= taken:
            self.watched.discard(tp)
            return taken
        self.watched.add(tp)
        return max(self.passed.get(tp, 0), taken) if self.handed_on.get(tp, 0) <= taken else taken

    def is_out(self) -> bool:
        """Whether the group has counted this worker out."""
        return is_out(cast("FetchThread", self._thread)._ensure_consumer()._coordinator)  # noqa: SLF001 - as above

    def behind(self, tp: TP, taken: int) -> int:
        """How many records are left to take, as far as fetches have told."""
        if tp not in self.assignment():
            return 0
        return max((self.highwater(tp) or 0) - self.done_below(tp, taken), 0)

    def _flows(self, generation: int) -> bool:
        return self.flow_active and generation == self.app.consumer_generation_id

    def _enveloped(self, tp: TP, batch: RawBatch) -> ConsumerMessage:
        return ConsumerMessage(
            topic=tp.topic,
            partition=tp.partition,
            offset=batch.offsets[-1],
            timestamp=(batch.timestamps or [0])[-1] / 1000,
            timestamp_type=0,
            headers=[],
            key=None,
            value=cast("bytes", batch),  # Faust hands it on as it is
            checksum=None,
            serialized_key_size=0,
            serialized_value_size=0,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )

    async def _seek(self, partition: TP, offset: int) -> None:
        """Where it fetches. Faust does it here; the position of a fetch under way there could then win."""
        thread = cast("FetchThread", self._thread)
        await thread.call_thread(thread._ensure_consumer().seek, partition, offset)  # noqa: SLF001 - as Faust's seek

    async def perform_seek(self) -> None:
        """Goes to the next record that no stage has taken; for partitions new to the stages, to the group's commit."""
        await super().perform_seek()
        position = cast("Transport", self.transport).position
        for tp in self.assignment():
            offset = position(tp.topic, tp.partition)
            if offset is not None:
                await self.seek(tp, offset)


class Transport(aiokafka.Transport):
    """Faust's Kafka transport with BatchConsumer; `position` tells where the stages are, heartbeats renew `lease`."""

    Consumer = BatchConsumer

    def __init__(self, brokers: Sequence[str], app: faust.App, position: Position, lease: Lease) -> None:
        super().__init__([URL(f"kafka://{broker}") for broker in brokers], app)
        self.position, self.lease = position, lease
