"""Disconnects consumers for good: aiokafka's own way raises the end of its tasks as if the caller were cancelled."""

import asyncio

from aiokafka import AIOKafkaConsumer


async def disconnect(consumer: AIOKafkaConsumer) -> None:
    """Closes its connections. A cancellation that is not the caller's would end Faust's tasks, and nobody be told."""
    try:
        await consumer.stop()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
    finally:
        await consumer._client.close()  # noqa: SLF001 - what `stop` had not come to
