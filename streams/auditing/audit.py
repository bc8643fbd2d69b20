"""The audit log as a worker writes it: a chain of entries in each partition, with what came of its records.

What a worker takes again after a crash is there already, and is not sent again, as with every output. So the chain goes
on behind the last entry that is there.
"""

import logging
from collections.abc import Iterable

import msgspec

from detectors.policy import Policy
from streams.auditing.entry import DECODER, TOPIC, Entry, noted, sum_of, written
from streams.checkpoints.records import Records
from streams.enforcement.inputs import Noted
from streams.offsets import Offsets
from streams.publisher import Publisher
from streams.reasons import Rejected, decoded
from streams.ticking import wall_clock

NEAR = 8  # records from the end in which the last entry is looked for first

log = logging.getLogger("ringfence")


class Audit:
    """The chains of the partitions of a worker."""

    def __init__(self, policy: Policy, publisher: Publisher, offsets: Offsets) -> None:
        self.policy, self.publisher, self.offsets = sum_of(policy), publisher, offsets
        self._last: dict[int, Entry | None] = {}

    async def begin(self, partition: int, records: Records) -> None:
        """Goes on behind the last entry of a partition; says so if another policy was in force there."""
        self._last[partition] = last = await self._found(partition, records)
        if last is None or last.policy != self.policy:
            await self.add(partition, Entry(ts=wall_clock(), kind="policy", what="in force"))

    async def write(self, source: tuple[str, int], notes: Iterable[Noted]) -> None:
        """Adds what was said in records of a source, in their order."""
        topic, partition = source
        for note in notes:
            place = f"{topic}/{partition}/{note.offset}"
            await self._add(source, noted(note, place, self.policy), f"{TOPIC}/{place}", note.offset)

    async def add(self, partition: int, entry: Entry) -> None:
        """Adds what came of no record."""
        await self._add(("control", partition), msgspec.structs.replace(entry, policy=self.policy), None, 0)

    async def _add(self, source: tuple[str, int], entry: Entry, id_: str | None, at: int) -> None:
        if id_ is not None and self.publisher.is_there(source, TOPIC, id_):
            return
        _, partition = source
        self._last[partition] = placed = entry.behind(self._last[partition])
        await self.publisher.entry(source, TOPIC, written(placed), id_, at)

    async def _found(self, partition: int, records: Records) -> Entry | None:
        """The last entry; whatever else somebody wrote there is for `ringfence audit verify` to tell."""
        begin = (await self.offsets.beginnings(TOPIC, [partition]))[partition]
        end = (await self.offsets.ends(TOPIC, [partition]))[partition]
        at, near = end, NEAR
        while at > begin:  # the marks of transactions, which nobody reads, may be all that is near
            at, near = max(begin, end - near), near * NEAR
            found = [value async for batch in records.between(TOPIC, partition, at, end) for value in batch.values]
            for value in reversed(found):
                try:
                    return decoded(value, DECODER)
                except Rejected:
                    log.warning("%s %d: holds what is no entry; see `ringfence audit verify`", TOPIC, partition)
        return None
