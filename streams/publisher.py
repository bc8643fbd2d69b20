"""Where everything leaves: an idempotent producer, output partition n for what came of input partition n.

Faust's own producer loses what it has not delivered when it commits, so offsets are committed only behind `delivered`.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

import msgspec
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata

from streams import records
from streams.checkpoints.kept import TOPIC as STATE
from streams.checkpoints.kept import counted
from streams.checkpoints.saved import Order, order_key
from streams.cloudevents import Header, Kind, headers
from streams.errors import Failed
from streams.facts import FirstUse
from streams.internal import Internal, routed
from streams.lease import Fenced, Lease
from streams.metrics import Metrics
from streams.placement import home
from streams.producers import Producers, Source
from streams.raw import DeadLetter, found_at
from streams.records import Alert, Recommendation
from streams.settings import Settings

UNDER_WAY = 10_000  # records of a source that may not have arrived; more wait, and with them the source's input


class Sent(NamedTuple):
    """A record under way: its topic, by its contract name, and partition."""

    topic: str
    partition: int
    arrived: asyncio.Future[RecordMetadata]

    def is_waited_for(self) -> bool:
        """Whether it has not arrived."""
        return not self.arrived.done() or self.arrived.exception() is not None


class Publisher:
    """Sends the outputs of this process and knows which of them have arrived.

    `partitions` is how many every topic has; `before_burying` is awaited before anything becomes a dead letter. Nothing
    leaves while the `lease` is not held.
    """

    partitions: int

    def __init__(
        self, settings: Settings, metrics: Metrics, producers: Producers | None = None, lease: Lease | None = None
    ) -> None:
        self._settings, self.metrics, self._lease = settings, metrics, lease or Lease()
        self._producers = producers or Producers(settings, self._lease)
        self.before_burying: Callable[[], Awaitable[None]] | None = None
        self._under_way: dict[Source, list[Sent]] = defaultdict(list)
        self._written: dict[Source, set[str]] = defaultdict(set)  # what need not be sent again
        self.ends: dict[tuple[str, int], int] = defaultdict(int)  # behind what of an output has arrived from here

    async def start(self) -> None:
        """Connects to the brokers."""
        await self._producers.start()

    async def stop(self) -> None:
        """Sends what is still waiting, or drops it where the lease is over, and disconnects."""
        await self._producers.stop()

    async def forget(self) -> None:
        """Drops what has not arrived: the lease is over, and others may have done the same."""
        try:
            await self._producers.forget()
        except KafkaError as refused:
            raise self._lost(refused) from refused
        self._under_way.clear()

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
            if await self._record(source, "alerts", "alert", alert, at):
                self.metrics.found(alert)

    async def recommendations(self, source: Source, recommendations: Iterable[Recommendation], at: int) -> None:
        """Sends recommendations, in their order."""
        for recommendation in recommendations:
            if await self._record(source, "enforcement", _kind(recommendation), recommendation, at):
                self.metrics.recommended(recommendation)

    async def reports(self, source: Source, reports: Iterable[tuple[str, bytes, int]], partitions: int) -> None:
        """Sends reports on to the accounts that they are about: account, report, and when it came in."""
        for account, report, stamp in reports:
            where = home(account, partitions)
            await self._send(source, "reports", account.encode(), report, [("ingested", b"%d" % stamp)], where)

    async def kept(self, source: Source, written: Iterable[tuple[str, bytes | None]]) -> None:
        """Sends parts of a checkpoint."""
        for key, value in written:
            await self._keep(source, key, value)

    async def internal(self, source: Source, records: Iterable[Internal]) -> None:
        """Sends what stages tell each other, each where it is gathered."""
        for topic, partition, name, record in routed(records, source[1], self.partitions):
            key = None if name is None else name.encode()
            await self._send(source, topic, key, msgspec.json.encode(record), [], partition)

    async def dead_letters(self, source: Source, letters: Iterable[DeadLetter]) -> None:
        """Sends input that could not be used as it came, with where it was and why in further headers."""
        unsent = list(letters)
        if unsent and self.before_burying is not None:
            await self.before_burying()
        for letter in unsent:
            place = f"{letter.topic}/{letter.partition}/{letter.offset}"
            if self.is_there(source, "dead-letter", place):
                continue
            await self._send(source, "dead-letter", letter.key, letter.value, [*letter.headers, *found_at(letter)])
            self.metrics.buried(source[0], letter)

    async def entry(self, source: Source, topic: str, entry: bytes, id_: str | None, at: int) -> None:
        """Sends an entry of a log; without an id it came of no record."""
        origin: list[Header] = [("rf_topic", source[0].encode()), ("rf_offset", b"%d" % at)]
        about: list[Header] = [] if id_ is None else [("ce_id", id_.encode()), *origin]
        await self._send(source, topic, None, entry, about)

    async def order(self, source: Source, order: Order) -> None:
        """Writes down after which findings records were taken; returns when that has arrived."""
        await self._keep(source, order_key(order.topic, order.first), msgspec.json.encode(order))
        await self.delivered(source)

    async def first_uses(self, source: Source, uses: Iterable[FirstUse]) -> None:
        """Writes down from which record on which account facts counted; returns when that has arrived.

        A restart judges the same records by the same facts, so this is there before anything that they led to is.
        """
        topic, _ = source
        used = list(uses)
        for use in used:
            await self._keep(source, f"first-use/{topic}/{use.account}", msgspec.json.encode(use))
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

    @property
    def awaited(self) -> int:
        """How many records are under way."""
        return sum(sent.is_waited_for() for waiting in self._under_way.values() for sent in waiting)

    def is_there(self, source: Source, topic: str, id_: str) -> bool:
        """Whether a record is on its output already, so that it is not sent again."""
        if id_ not in self._written[source]:
            return False
        self._written[source].discard(id_)
        self.metrics.suppressed(topic)
        return True

    async def _record(self, source: Source, topic: str, kind: Kind, record: Alert | Recommendation, at: int) -> bool:
        """Sends a record, unless it is there already."""
        if self.is_there(source, topic, record.id):
            return False
        origin: list[Header] = [("rf_topic", source[0].encode()), ("rf_offset", b"%d" % at)]
        about = [*headers(kind, record.id, record.account, record.ts), *origin]
        await self._send(source, topic, record.account.encode(), records.json(record), about)
        return True

    async def _keep(self, source: Source, key: str, value: bytes | None) -> None:
        await self._send(source, STATE, counted(key, self.partitions), value, [])

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
        if len(self._under_way[source]) >= UNDER_WAY:
            await self.delivered(source)
        await self._lease.held()  # here too, so that a stage stops where nothing can leave
        try:
            sent = await self._producers.send(source, self._settings.topic(topic), partition, key, value, about)
        except KafkaError as refused:
            raise self._lost(refused) from refused
        self._under_way[source].append(Sent(topic, partition, sent))

    def _lost(self, reason: BaseException) -> Failed:
        if self._lease.over:
            return Fenced()
        advice = (
            "; raise max.message.bytes of the output topics" if isinstance(reason, MessageSizeTooLargeError) else ""
        )
        return Failed(f"{self._settings.brokers} did not take an output record: {reason!r}{advice}")


def _kind(recommendation: Recommendation) -> Kind:
    if recommendation.action == "lift":
        return "enforcement.lifted"
    return "enforcement.updated" if recommendation.supersedes else "enforcement.recommended"
