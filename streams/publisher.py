"""Where everything leaves: an idempotent producer, output partition n for what came of input partition n.

Faust's own producer loses what it has not delivered when it commits, so offsets are committed only behind `delivered`.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata

from streams import records
from streams.checkpoints.saved import Order, order_key
from streams.cloudevents import Header, Kind, headers
from streams.errors import Failed
from streams.facts import FirstUse
from streams.internal import Internal, routed
from streams.placement import home
from streams.producers import Producers, Source
from streams.raw import DeadLetter
from streams.records import Alert, Recommendation
from streams.settings import Settings


class Sent(NamedTuple):
    """A record under way: its topic, by its contract name, and partition."""

    topic: str
    partition: int
    arrived: asyncio.Future[RecordMetadata]

    def is_waited_for(self) -> bool:
        """Whether it has not arrived."""
        return not self.arrived.done() or self.arrived.exception() is not None


class Publisher:
    """Sends the outputs of this process and knows which of them have arrived."""

    _partitions: int  # of each topic

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producers = Producers(settings)
        self._under_way: dict[Source, list[Sent]] = defaultdict(list)
        self._written: dict[Source, set[str]] = defaultdict(set)  # what need not be sent again
        self.ends: dict[tuple[str, int], int] = defaultdict(int)  # behind what of an output has arrived from here

    async def start(self) -> None:
        """Connects to the brokers."""
        await self._producers.start()

    async def partitions(self) -> int:
        """How many partitions every topic has."""
        self._partitions = len(await self._producers.shared.partitions_for(self._settings.topic("calls")))
        return self._partitions

    async def stop(self) -> None:
        """Sends what is still waiting and disconnects."""
        await self._producers.stop()

    async def keep(self, sources: Iterable[Source]) -> None:
        """Says which states this worker has, before it looks at what others have left of those that are new."""
        try:
            await self._producers.keep(sources)
        except KafkaError as refused:
            raise self._lost(refused) from refused

    async def commit(self, sources: Iterable[Source]) -> None:
        """In strict mode, has everything that came of these states appear at once, with their checkpoints."""
        try:
            await self._producers.commit(sources)
        except KafkaError as refused:
            raise self._lost(refused) from refused

    def suppress(self, source: Source, written: Iterable[str]) -> None:
        """Says which records of a source are there already: ids, and places of dead letters."""
        self._written[source] = set(written)

    async def alerts(self, source: Source, alerts: Iterable[Alert], at: int) -> None:
        """Sends findings, in their order, of records up to the offset `at`; `delivered` says whether they arrived."""
        for alert in alerts:
            await self._record(source, "alerts", "alert", alert, at)

    async def recommendations(self, source: Source, recommendations: Iterable[Recommendation], at: int) -> None:
        """Sends recommendations, in their order."""
        for recommendation in recommendations:
            await self._record(source, "enforcement", _kind(recommendation), recommendation, at)

    async def reports(self, source: Source, reports: Iterable[tuple[str, bytes, int]]) -> None:
        """Sends reports on to the accounts that they are about: account, report, and when it came in."""
        for account, report, stamp in reports:
            where = home(account, self._partitions)
            await self._send(source, "reports", account.encode(), report, [("ingested", b"%d" % stamp)], where)

    async def kept(self, source: Source, written: Iterable[tuple[str, bytes | None]]) -> None:
        """Sends parts of a checkpoint."""
        for key, value in written:
            await self._send(source, "ringfence.state", key.encode(), value, [])

    async def internal(self, source: Source, records: Iterable[Internal]) -> None:
        """Sends what stages tell each other, each where it is gathered."""
        for topic, partition, name, record in routed(records, source[1], self._partitions):
            key = None if name is None else name.encode()
            await self._send(source, topic, key, msgspec.json.encode(record), [], partition)

    async def dead_letters(self, source: Source, letters: Iterable[DeadLetter]) -> None:
        """Sends input that could not be used as it came, with where it was and why in further headers."""
        for letter in letters:
            where: list[tuple[str, bytes | None]] = [
                ("rf_topic", letter.topic.encode()),
                ("rf_partition", b"%d" % letter.partition),
                ("rf_offset", b"%d" % letter.offset),
                ("rf_error", letter.error.encode("ascii", "backslashreplace")),
            ]
            place = f"{letter.topic}/{letter.partition}/{letter.offset}"
            if place in self._written[source]:
                self._written[source].discard(place)
                continue
            await self._send(source, "dead-letter", letter.key, letter.value, [*letter.headers, *where])

    async def order(self, source: Source, order: Order) -> None:
        """Writes down after which findings records were taken; returns when that has arrived."""
        key = order_key(order.topic, order.first).encode()
        await self._send(source, "ringfence.state", key, msgspec.json.encode(order), [])
        await self.delivered(source)

    async def first_uses(self, source: Source, uses: Iterable[FirstUse]) -> None:
        """Writes down from which record on which account facts counted; returns when that has arrived.

        A restart judges the same records by the same facts, so this is there before anything that they led to is.
        """
        topic, _ = source
        used = list(uses)
        for use in used:
            key = f"first-use/{topic}/{use.account}".encode()
            await self._send(source, "ringfence.state", key, msgspec.json.encode(use), [])
        if used:
            await self.delivered(source)

    async def delivered(self, source: Source) -> None:
        """Returns when all that was sent of this source so far has arrived; raises Failed if something did not."""
        # they stay listed until they have arrived: a commit must not overtake somebody else who waits for the same ones
        waiting = list(self._under_way[source])
        outcomes = await asyncio.gather(*(sent.arrived for sent in waiting), return_exceptions=True)
        for (topic, partition, _), outcome in zip(waiting, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                raise self._lost(outcome) from outcome
            self.ends[topic, partition] = max(self.ends[topic, partition], outcome.offset + 1)
        self._under_way[source] = [sent for sent in self._under_way[source] if sent.is_waited_for()]

    async def _record(self, source: Source, topic: str, kind: Kind, record: Alert | Recommendation, at: int) -> None:
        if record.id in self._written[source]:
            self._written[source].discard(record.id)
            return
        origin: list[Header] = [("rf_topic", source[0].encode()), ("rf_offset", b"%d" % at)]
        about = [*headers(kind, record.id, record.account, record.ts), *origin]
        await self._send(source, topic, record.account.encode(), records.json(record), about)

    async def _send(
        self,
        source: Source,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        about: list[Header],
        partition: int | None = None,
    ) -> None:
        partition = source[1] if partition is None else partition
        try:
            sent = await self._producers.send(source, self._settings.topic(topic), partition, key, value, about)
        except KafkaError as refused:
            raise self._lost(refused) from refused
        self._under_way[source].append(Sent(topic, partition, sent))

    def _lost(self, reason: BaseException) -> Failed:
        advice = (
            "; raise max.message.bytes of the output topics" if isinstance(reason, MessageSizeTooLargeError) else ""
        )
        return Failed(f"{self._settings.brokers} did not take an output record: {reason!r}{advice}")


def _kind(recommendation: Recommendation) -> Kind:
    if recommendation.action == "lift":
        return "enforcement.lifted"
    return "enforcement.updated" if recommendation.supersedes else "enforcement.recommended"
