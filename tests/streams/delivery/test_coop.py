"""What waits for a person is reported to Coop as its Report API wants it, and nothing else is."""

import asyncio
import json
from typing import Any

import pytest

from streams.delivery.coop import Coop
from streams.errors import WrongUsage
from streams.records import Recommendation
from streams.settings import Settings
from tests.streams.delivery.answering import Asked, answering
from tests.streams.test_tail import recommendation

CONFIGURED = {"coop_key": "k3y", "coop_item_type": "recommendation", "coop_reporter_type": "detector"}


async def _reported(url: str, record: Recommendation) -> None:
    channel = Coop.of(Settings.model_validate(CONFIGURED | {"coop_url": url}))
    assert channel is not None
    try:
        await channel.deliver(record, b"")
    finally:
        await channel.close()


def test_a_report_has_what_the_api_requires_and_the_id_that_can_be_decided_on() -> None:
    asked = list[Asked]()
    with answering(201, asked) as url:
        asyncio.run(_reported(f"{url}/", recommendation(id="r1")))
    (request,) = asked
    assert (request.path, request.headers["x-api-key"]) == ("/api/v1/report", "k3y")
    body = json.loads(request.body)
    assert body["reporter"] == {"kind": "user", "typeId": "detector", "id": "ringfence"}
    assert body["reportedAt"] == "2026-09-21T15:00:00.000Z"
    assert (body["reportedItem"]["id"], body["reportedItem"]["typeId"]) == ("r1", "recommendation")
    data = body["reportedItem"]["data"]
    assert (data["account"], data["action"], data["reason"]) == ("acme", "suspend", "Too many calls.")


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, True),
        ({"supersedes": "r0"}, True),
        ({"approval": "automatic"}, False),
        ({"state": "approved"}, False),
        ({"state": "rejected"}, False),
        ({"shadow": True}, False),
    ],
)
def test_it_is_reported_while_somebody_has_to_decide(fields: dict[str, Any], due: bool) -> None:  # noqa: FBT001 - what is due
    async def asked() -> bool:
        channel = Coop.of(Settings.model_validate(CONFIGURED | {"coop_url": "https://coop.example"}))
        assert channel is not None
        await channel.close()
        return channel.is_due(0, recommendation(**fields))

    assert asyncio.run(asked()) is due


@pytest.mark.parametrize("missing", CONFIGURED)
def test_settings_that_are_missing_are_named(missing: str) -> None:
    given = {name: value for name, value in CONFIGURED.items() if name != missing}
    with pytest.raises(WrongUsage, match=missing.upper()):
        Coop.of(Settings.model_validate(given | {"coop_url": "https://coop.example"}))


def test_it_is_not_spoken_to_in_clear_elsewhere() -> None:
    with pytest.raises(WrongUsage, match="RINGFENCE_COOP_URL: http would show"):
        Coop.of(Settings.model_validate(CONFIGURED | {"coop_url": "http://coop.example"}))
