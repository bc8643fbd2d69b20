"""Account records in the partitions that their keys belong to now: copies of those that stand where they belonged."""

import asyncio
from collections import defaultdict
from typing import NamedTuple

from aiokafka.structs import ConsumerRecord, RecordMetadata

from streams.checkpoints.records import Records
from streams.errors import Failed
from streams.offsets import Offsets
from streams.placement import Growth, home
from streams.producers import AtOnce
from streams.settings import Settings

TOPIC = "accounts"
SOURCE = (TOPIC, 0)


class Copied(NamedTuple):
    """What has become of the account records.

    `at` has the offset of each account's last record that stood where it belonged before, of those that moved; `came`
    the records, by partition, that were sent to where they belong now before that; `ends` where partitions end.
    """

    at: dict[str, int]
    came: dict[int, list[ConsumerRecord]]
    ends: dict[int, int]


async def copied(
    settings: Settings, offsets: Offsets, producers: AtOnce, growth: Growth, read_to: dict[int, int]
) -> Copied:
    """Copies the records of accounts that belong elsewhere now, and behind them those that came there meanwhile.

    So the newest record of each account is the last in its partition. `read_to` is how far they have been taken where
    they were. Raises Failed where somebody else writes to the topic at the same time; then nothing has been copied.
    """
    partitions = range(growth.new)
    begins, ends = await offsets.beginnings(TOPIC, partitions), await offsets.ends(TOPIC, partitions)
    copying = _Copying(settings, producers, growth, ends)
    async with Records(settings) as records:
        for partition in partitions:
            async for batch in records.between(TOPIC, partition, begins[partition], ends[partition]):
                for record in batch:
                    await copying.look_at(record)
    for partition, came in copying.came.items():
        for record in came:
            if record.key in copying.last:
                await copying.send(record, partition)
    quiet = all(ends[partition] <= end for partition, end in read_to.items())
    at = await copying.arrived()
    if at is None or not quiet:
        raise Failed(f"records came to {settings.topic(TOPIC)} meanwhile: run it again while nobody writes to that")
    await producers.transaction.commit()
    return Copied(at, copying.came, await offsets.ends(TOPIC, partitions))


class _Copying:
    """Copies on their way. `last` has those of the accounts that moved, `came` what was sent to the new place."""

    def __init__(self, settings: Settings, producers: AtOnce, growth: Growth, ends: dict[int, int]) -> None:
        self.settings, self.producers, self.growth, self.ends = settings, producers, growth, ends
        self.came: dict[int, list[ConsumerRecord]] = defaultdict(list)
        self.last: dict[bytes, int] = {}  # by key, which of the copies
        self.sent: list[asyncio.Future[RecordMetadata]] = []

    async def look_at(self, record: ConsumerRecord) -> None:
        """Sends a record on that stands where it belonged before, and keeps one in mind that came to its new place."""
        if record.key is None:
            return
        belongs, belonged = home(record.key, self.growth.new), home(record.key, self.growth.old)
        if belongs == record.partition != belonged:
            self.came[record.partition].append(record)
        elif belongs != record.partition == belonged:
            self.last[record.key] = len(self.sent)
            await self.send(record, belongs)

    async def send(self, record: ConsumerRecord, partition: int) -> None:
        """Sends a copy."""
        topic = self.settings.topic(TOPIC)
        self.sent.append(
            await self.producers.send(SOURCE, topic, partition, record.key, record.value, list(record.headers))
        )

    async def arrived(self) -> dict[str, int] | None:
        """The offset of each account's last copy that stood where it belonged; None: others came between the copies."""
        copies = await asyncio.gather(*self.sent)
        following = dict(self.ends)
        for copy in copies:
            if copy.offset != following[copy.partition]:
                return None
            following[copy.partition] += 1
        return {key.decode(errors="replace"): copies[place].offset for key, place in self.last.items()}
