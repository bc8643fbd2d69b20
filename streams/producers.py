"""The producers behind the publisher: one for all, or in strict mode one for each state, whose records appear together.

In strict mode whatever came of records, the pages and the manifest behind them are one transaction under an id that
belongs to the partition. Whoever takes the partition over fences that id, so that a worker which wakes up too late can
add nothing that a reader of committed records would see.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.client import ConnectionGroup
from aiokafka.errors import NodeNotReadyError, ProducerFenced
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.structs import RecordMetadata

from streams.cloudevents import Header
from streams.connection import connection
from streams.lease import Fenced, Lease
from streams.settings import Settings

LINGER = 5  # ms
BATCH = 256 * 1024  # bytes
LARGEST = 64 * 1024 * 1024  # bytes; how large a record may be is for the topic's max.message.bytes to say
DELIVERY = 30_000  # ms
OPEN = 30_000  # ms that a transaction of a worker that is gone may keep readers waiting
LONGEST = 900_000  # ms that one who does it all at once may take: what brokers allow by default
LEADS = {"decisions": "alerts", "control": "alerts", "accounts": "alerts"}  # what shares the state of another topic

Source = tuple[str, int]  # the input topic, by its contract name, and partition that an output came of


async def put(
    producer: AIOKafkaProducer,
    topic: str,
    partition: int,
    key: bytes | None,
    value: bytes | None,
    about: list[Header],
) -> "asyncio.Future[RecordMetadata]":
    """Hands a record to a producer; the future is done when the brokers have it."""
    sent: asyncio.Future[RecordMetadata]
    if key is None and value is None:
        # the producer refuses such a record by itself, yet a topic may hold one
        alone = producer.create_batch()
        alone.append(timestamp=None, key=None, value=None, headers=about)
        sent = await producer.send_batch(alone, topic, partition=partition)
    else:
        sent = await producer.send(topic, value, key=key, partition=partition, headers=about)
    return sent


def _producer(settings: Settings, lease: Lease, id_: str | None = None, longest: int = OPEN) -> AIOKafkaProducer:
    producer = AIOKafkaProducer(
        **connection(settings),
        acks="all",
        enable_idempotence=True,
        linger_ms=LINGER,
        max_batch_size=BATCH,
        max_request_size=LARGEST,
        request_timeout_ms=DELIVERY,
        **({"transactional_id": id_, "transaction_timeout_ms": longest} if id_ else {}),
    )
    producer.client.send = _while_held(lease, producer.client)
    return producer


def _while_held(lease: Lease, client: Any) -> Callable[..., Awaitable[Any]]:  # noqa: ANN401 - aiokafka has no types
    """How a producer's client sends: records not while the lease is not held; when that is over, ProducerFenced.

    A producer tries again by itself, for as long as it takes, what a broker that was away has not answered. Others may
    have done the same by then, so it is at the last moment that the lease has to hold. A producer that has dropped
    something is of no use any more: brokers would miss its number in the sequence.
    """
    send = client.send

    async def send_while_held(node_id: int, request: object, *, group: object = ConnectionGroup.DEFAULT) -> object:
        while isinstance(request, ProduceRequest):
            try:
                await lease.held()
            except Fenced as fenced:
                raise ProducerFenced(str(fenced)) from fenced
            if not await client.ready(node_id, group=group):
                raise NodeNotReadyError(f"no connection to node {node_id}")
            if lease.holds:  # else connecting took longer than that
                break
        return await send(node_id, request, group=group)

    return send_while_held


class Transaction:
    """The producer of one state: a transaction begins with its first record and ends with its checkpoint.

    It is open for `longest` ms at the most.
    """

    def __init__(self, settings: Settings, name: str, lease: Lease, longest: int = OPEN) -> None:
        self.producer = _producer(settings, lease, f"{settings.group}/{name}", longest)
        self._turn = asyncio.Lock()  # nothing can be sent while a transaction is being committed
        self._begun = False

    async def send(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, about: list[Header]
    ) -> "asyncio.Future[RecordMetadata]":
        """Hands a record on, as part of the transaction."""
        async with self._turn:
            if not self._begun:
                await self.producer.begin_transaction()
                self._begun = True
            return await put(self.producer, topic, partition, key, value, about)

    async def commit(self) -> None:
        """Has everything that was sent appear at once."""
        async with self._turn:
            if self._begun:
                await self.producer.commit_transaction()
                self._begun = False

    async def abort(self) -> None:
        """Has nothing of it appear."""
        async with self._turn:
            if self._begun:
                await self.producer.abort_transaction()
                self._begun = False


class Producers:
    """All producers of a worker, from which nothing leaves while the `lease` is not held."""

    def __init__(self, settings: Settings, lease: Lease | None = None) -> None:
        self._settings, self._lease = settings, lease or Lease()
        self.shared = _producer(settings, self._lease)
        self._own: dict[Source, Transaction] = {}

    async def start(self) -> None:
        """Connects to the brokers."""
        await self.shared.start()

    async def stop(self) -> None:
        """Sends what is still waiting, or drops it where the lease is over, and disconnects."""
        await self.keep(())
        await self.shared.stop()

    async def forget(self) -> None:
        """Drops what waits, of a lease that is over, and begins anew, behind the answer to what is under way."""
        await self.stop()
        self.shared = _producer(self._settings, self._lease)
        await self.shared.start()

    async def keep(self, sources: Iterable[Source]) -> None:
        """Has a producer for each of these states and no other; those that are new fence whoever had them."""
        wanted = set(sources) if self._settings.strict else set()
        for source in self._own.keys() - wanted:
            await self._own.pop(source).producer.stop()
        for source in sorted(wanted - self._own.keys()):
            topic, partition = source
            transaction = Transaction(self._settings, f"{topic}/{partition}", self._lease)
            await transaction.producer.start()
            self._own[source] = transaction

    async def send(
        self, source: Source, topic: str, partition: int, key: bytes | None, value: bytes | None, about: list[Header]
    ) -> "asyncio.Future[RecordMetadata]":
        """Hands a record on that came of a source."""
        own = self._own.get((LEADS.get(source[0], source[0]), source[1]))
        if own is None:
            return await put(self.shared, topic, partition, key, value, about)
        return await own.send(topic, partition, key, value, about)

    async def commit(self, sources: Iterable[Source]) -> None:
        """Has what came of these states appear, each whole."""
        for source in sources:
            if source in self._own:
                await self._own[source].commit()


class AtOnce(Producers):
    """One producer for all, whose records appear at once when that is said, or never."""

    def __init__(self, settings: Settings, name: str, longest: int = LONGEST) -> None:
        super().__init__(settings)
        self.transaction = Transaction(settings, name, self._lease, longest)

    async def start(self) -> None:
        """Connects to the brokers; what another of this name has not finished never appears."""
        await self.transaction.producer.start()

    async def stop(self) -> None:
        """Disconnects; what has not appeared by now never does."""
        try:
            await self.transaction.abort()
        finally:
            await self.transaction.producer.stop()

    async def send(
        self,
        source: Source,  # noqa: ARG002 - the same for all
        topic: str,
        partition: int,
        key: bytes | None,
        value: bytes | None,
        about: list[Header],
    ) -> "asyncio.Future[RecordMetadata]":
        """Hands a record on."""
        return await self.transaction.send(topic, partition, key, value, about)

    async def keep(self, sources: Iterable[Source]) -> None:
        """States have no producers of their own."""

    async def commit(self, sources: Iterable[Source]) -> None:
        """Nothing appears before all does."""
