"""The agents of the Faust app: one for each topic, which hands what is fetched to its stage."""

from contextlib import suppress
from typing import Any, cast

from faust.types import StreamT

from detectors.policy import Policy
from streams.app import RingfenceApp
from streams.lease import Fenced
from streams.raw import RawBatch
from streams.settings import Settings
from streams.stages import Stage


def build_app(settings: Settings, policy: Policy) -> RingfenceApp:
    """The app with its agents. It is complete in itself: whoever starts it as a Faust app has the whole worker."""
    app = RingfenceApp(settings, policy)
    for name, stage in app.stages.items():
        _agent(app, name, stage)
    return app


def _agent(app: RingfenceApp, name: str, stage: Stage) -> None:
    async def take(stream: StreamT[Any]) -> None:
        async for event in stream.events():
            if event.message.generation_id == app.consumer_generation_id:  # else fetched before a rebalance
                with suppress(Fenced):  # whoever has the partition now takes it
                    position = await stage.take(cast("RawBatch", event.value))
                    if position is not None:
                        await app.read_again(event.message.tp, position)

    topic = app.topic(name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw", acks=False)
    app.agent(topic, name=stage.topic, concurrency=1)(take)
