"""Consumers disconnect without cancelling whoever closes them, whether they were ever given partitions or not."""

import asyncio

from streams.checkpoints.records import Records
from streams.settings import Settings
from tests.conftest import SharedBroker


def test_records_that_were_never_asked_for_anything_close_quietly(broker: SharedBroker) -> None:
    async def run() -> str:
        async with Records(Settings(brokers=broker.bootstrap)):
            pass
        return "closed"

    assert asyncio.run(run()) == "closed"
