"""The worker's stages that hear of all accounts, each of one kind of thing, keyed by that, and tell each its part."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from streams.api_keys import ApiKeys
from streams.campaigns import Campaigns
from streams.checkpoints import of_campaigns, of_keys
from streams.checkpoints.paged import Paged
from streams.internal import KEYS, TEMPLATES, Internal, OnKeys, OnTemplates
from streams.keeping import Keeping
from streams.publisher import Publisher
from streams.raw import RawBatch
from streams.reasons import readable


class Gathered(Protocol):
    """What is known of one partition's things."""

    def take(self, record: Any, /) -> Sequence[Internal]:  # noqa: ANN401 - each its own kind of record
        """Notes a record, and says what it means for accounts."""


class Kind(NamedTuple):
    """What is gathered from a topic: the type of its records, the state of one of so many partitions, its pages.

    And whose a page is.
    """

    records: Any
    state: Callable[[int], Any]
    pages: Any
    owner: Callable[[str], str | None]


KINDS = {
    KEYS: Kind(OnKeys, ApiKeys, of_keys.KeyPages, of_keys.owner),
    TEMPLATES: Kind(OnTemplates, Campaigns, of_campaigns.CampaignPages, of_campaigns.owner),
}


class Gathering(Keeping):
    """Takes one of the `KINDS`; that of a partition is a function of its records alone."""

    def __init__(self, topic: str, publisher: Publisher) -> None:
        super().__init__(publisher)
        self.topic, self.kind = topic, KINDS[topic]
        self.decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(self.kind.records)
        self._gathered: dict[int, Gathered] = {}

    def state(self, partition: int) -> Paged:
        """What is gathered of a partition."""
        pages: Paged = self.kind.pages(self._gathered[partition])
        return pages

    def _assign(self, partitions: list[int], count: int) -> None:
        self._gathered = {p: self._gathered.get(p) or self.kind.state(count) for p in partitions}

    async def _take(self, raw: RawBatch) -> None:
        records, dead = readable(raw, self.decoder)
        gathered, source = self._gathered[raw.partition], (self.topic, raw.partition)
        await self.publisher.internal(source, [told for _, record in records for told in gathered.take(record)])
        await self.publisher.dead_letters(source, dead)
