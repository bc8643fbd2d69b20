"""Account records in the partitions that their keys belong to now: copies of those that stand where they belonged."""

import asyncio
from collections import defaultdict
from typing import NamedTuple

from aiokafka.structs import RecordMetadata

from streams.checkpoints.records import Records
from streams.errors import Failed
from streams.offsets import Offsets
from streams.placement import Growth, home
from streams.producers import AtOnce
from streams.raw import RawBatch, picked
from streams.settings import Settings

TOPIC = "accounts"
SOURCE = (TOPIC, 0)


class Copied(NamedTuple):
    """What has become of the account records.

    `at` has the offset of each account's last record that stood where it belonged before, of those that moved; `came`
    the records, by partition, that were sent to where they belong now before that; `ends` where partitions end.
    """

    at: dict[str, int]
    came: dict[int, list[RawBatch]]
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
                await copying.look_at(batch)
    for partition, came in copying.came.items():
        for raw in came:
            for i, key in enumerate(raw.keys or ()):
                if key is not None and key in copying.last:
                    await copying.send(raw, i, key, partition)
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
        self.came: dict[int, list[RawBatch]] = defaultdict(list)
        self.last: dict[bytes, int] = {}  # by key, which of the copies
        self.sent: list[asyncio.Future[RecordMetadata]] = []

    async def look_at(self, raw: RawBatch) -> None:
        """Sends records on that stand where they belonged before, keeps those in mind that came to their new place."""
        came = list[int]()
        for i, key in enumerate(raw.keys or ()):
            if key is None:
                continue
            belongs, belonged = home(key, self.growth.new), home(key, self.growth.old)
            if belongs == raw.partition != belonged:
                came.append(i)
            elif belongs != raw.partition == belonged:
                self.last[key] = len(self.sent)
                await self.send(raw, i, key, belongs)
        self.came[raw.partition].append(picked(raw, came))

    async def send(self, raw: RawBatch, i: int, key: bytes, partition: int) -> None:
        """Sends a copy of the i-th record of a batch."""
        topic, headers = self.settings.topic(TOPIC), list(raw.headers[i]) if raw.headers is not None else []
        self.sent.append(await self.producers.send(SOURCE, topic, partition, key, raw.values[i], headers))

    async def arrived(self) -> dict[str, int] | None:
        """The offset of each account's last copy that stood where it belonged; None: others came between the copies."""
        copies = await asyncio.gather(*self.sent)
        following = dict(self.ends)
        for copy in copies:
            if copy.offset != following[copy.partition]:
                return None
            following[copy.partition] += 1
        return {key.decode(errors="replace"): copies[place].offset for key, place in self.last.items()}
