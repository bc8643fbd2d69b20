"""`ringfence deliver`: recommendations to a webhook or to Coop and notices to customers, each if it is configured."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial

import msgspec
from aiokafka import AIOKafkaProducer

from streams import topics
from streams.delivery.channel import Channel
from streams.delivery.coop import Coop
from streams.delivery.counting import Deliveries
from streams.delivery.deliverer import Deliverer
from streams.delivery.mail import Mail
from streams.delivery.webhook import Webhook
from streams.errors import WrongUsage
from streams.events import NoticeDelivered
from streams.producers import Producers, put
from streams.records import Recommendation
from streams.serving import Serving
from streams.settings import Settings
from streams.stopping import until_stopped

NEEDED = ("enforcement", "control", "dead-letter")


def deliver(settings: Settings, clock: Callable[[], int], *, beginning: bool) -> None:
    """Delivers until SIGTERM or SIGINT. A channel that never delivered begins with what comes, or at the `beginning`.

    Raises Failed where it cannot go on or no broker answers in time, WrongUsage where nothing is to be delivered.
    """
    asyncio.run(_deliver(settings, clock, beginning=beginning))


async def _deliver(settings: Settings, clock: Callable[[], int], *, beginning: bool) -> None:
    notices = Notices(settings, clock)
    async with AsyncExitStack() as stack:
        channels = list[Channel]()
        ways: tuple[Callable[[Settings], Channel | None], ...] = (
            Webhook.of, Coop.of, partial(Mail.of, announce=notices.delivered),
        )  # fmt: skip
        for way in ways:
            if (channel := way(settings)) is not None:
                stack.push_async_callback(channel.close)
                channels.append(channel)
        if not channels:
            raise WrongUsage(
                "nothing is to be delivered: set RINGFENCE_WEBHOOK_URL, RINGFENCE_COOP_URL or RINGFENCE_SMTP"
            )
        await asyncio.to_thread(topics.check, settings, NEEDED)
        notices.producer = producer = Producers(settings).shared
        stack.push_async_callback(producer.stop)
        await producer.start()
        counted = Deliveries()
        deliverers = [Deliverer(settings, each, producer, counted, beginning=beginning) for each in channels]
        await stack.enter_async_context(Serving(settings, counted.registry, lambda: _first(deliverers)))
        await until_stopped(_all(deliverers))


def _first(deliverers: Sequence[Deliverer]) -> str | None:
    return next((trouble for each in deliverers if (trouble := each.trouble())), None)


async def _all(deliverers: Sequence[Deliverer]) -> None:
    """Runs them until one ends, which ends the others."""
    tasks = [asyncio.create_task(each.run()) for each in deliverers]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


class Notices:
    """Says of notices that they were delivered, to every partition of `control`, as whoever delivers one does."""

    producer: AIOKafkaProducer

    def __init__(self, settings: Settings, clock: Callable[[], int]) -> None:
        self._name, self._clock = settings.topic("control"), clock

    async def delivered(self, record: Recommendation) -> None:
        """Writes that the customer has the notice of a record; returns when that has arrived.

        Where no broker takes it the process ends: to try again is to send the mail again.
        """
        event = NoticeDelivered(ts=max(self._clock(), record.ts), recommendation=record.id, role="service")
        value = msgspec.json.encode(event)
        partitions = await self.producer.partitions_for(self._name)
        sent = [await put(self.producer, self._name, each, None, value, []) for each in sorted(partitions)]
        await asyncio.gather(*sent)
