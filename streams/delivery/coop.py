"""What waits for a person, as reports to Coop, the review tool of ROOST.

Its Report API (https://github.com/roostorg/coop, docs/api/report.md) requires `reporter` (`kind`, `typeId`, `id`),
`reportedAt` and `reportedItem` (`id`, `typeId`, `data`), and knows who asks by `X-API-KEY`.
"""

from typing import Any, Self

import msgspec

from streams.delivery.posting import Posting
from streams.errors import WrongUsage
from streams.records import Recommendation
from streams.secrecy import secrets_of
from streams.settings import Settings
from streams.times import rfc3339

PATH = "/api/v1/report"
REPORTER = "ringfence"


class Coop:
    """A Coop. It gets the recommendations that need approval and are open."""

    name = "coop"
    recalls = False

    def __init__(self, posting: Posting, key: str, item_type: str, reporter_type: str) -> None:
        self._posting, self._key = posting, key
        self._item_type, self._reporter_type = item_type, reporter_type

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The Coop that the settings name, if any; raises WrongUsage where they do not fit together."""
        if settings.coop_url is None:
            return None
        keys = secrets_of(settings.coop_key, settings.coop_key_file, "RINGFENCE_COOP_KEY")
        if not keys or settings.coop_item_type is None or settings.coop_reporter_type is None:
            raise WrongUsage(
                "RINGFENCE_COOP_URL needs RINGFENCE_COOP_KEY, or its _FILE, RINGFENCE_COOP_ITEM_TYPE and"
                " RINGFENCE_COOP_REPORTER_TYPE"
            )
        url = settings.coop_url.rstrip("/") + PATH
        posting = Posting.to(url, "RINGFENCE_COOP_URL", settings.webhook_timeout)
        return cls(posting, keys[0], settings.coop_item_type, settings.coop_reporter_type)

    def is_due(self, partition: int, record: Recommendation) -> bool:  # noqa: ARG002 - it is in the record alone
        """Whether a record waits for somebody's decision. One that joins is another one to decide on."""
        return record.state == "open" and record.approval == "required" and not record.shadow

    def forget(self, partition: int) -> None:
        """There is nothing to forget."""

    async def deliver(self, record: Recommendation, value: bytes) -> None:  # noqa: ARG002 - it goes in Coop's form
        """Posts a report of a record; raises Later or Never."""
        report = msgspec.json.encode(reported(record, self._item_type, self._reporter_type))
        await self._posting.post(report, {"x-api-key": self._key})

    async def close(self) -> None:
        """Closes its connections."""
        await self._posting.close()


def reported(record: Recommendation, item_type: str, reporter_type: str) -> dict[str, Any]:
    """The body of a report. The item is the recommendation, by whose id it can be decided on."""
    at = rfc3339(record.ts)
    return {
        "reporter": {"kind": "user", "typeId": reporter_type, "id": REPORTER},
        "reportedAt": at,
        "reportedForReason": {"reason": record.reason},
        "reportedItem": {
            "id": record.id,
            "typeId": item_type,
            "data": {
                "account": record.account,
                "action": record.action,
                "category": record.category,
                "urgent": record.urgent,
                "scope_kind": record.scope.kind,
                "scope_value": record.scope.value,
                "reason": record.reason,
                "clauses": "; ".join(f"{clause.document}: {clause.article}" for clause in record.clauses),
                "allowed": record.counterfactual,
                "confidence": record.confidence,
                "case": record.case,
                "recommended_at": at,
            },
        },
    }
