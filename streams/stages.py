"""The two stages of the worker, each a partition at a time: calls to findings, findings to recommendations.

A stage owns where it is: `position` is the record that it takes next. A fetch that overlaps what it has taken is cut.
"""

import asyncio
from collections.abc import Iterable

import msgspec

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.enforcement.stage import Enforcement
from streams.facts import FirstUse
from streams.publisher import Publisher
from streams.raw import DeadLetter, RawBatch, dead_letter
from streams.reasons import Rejected, decoded
from streams.records import Alert, Recommendation
from streams.shard import Shard
from streams.stream import STREAMS

ALERTS = msgspec.json.Decoder(Alert)


class Stage:
    """What stages share: positions, and that one envelope is taken at a time. `topic` is the contract's name."""

    topic: str

    def __init__(self, policy: Policy, accounts: AccountsReader, publisher: Publisher) -> None:
        self.policy = policy
        self.accounts = accounts
        self.publisher = publisher
        self.positions: dict[int, int] = {}
        self._turn = asyncio.Lock()
        self._open = False

    async def close(self) -> None:
        """Returns when the envelope in hand is finished; from then on none is taken until the next `assign`."""
        async with self._turn:
            self._open = False

    def assign(self, partitions: Iterable[int], count: int) -> None:
        """Keeps these of the `count` partitions of its topic; those that are new begin empty, the others go on.

        The account facts of all of them have been read already.
        """
        kept = set(partitions)
        self.positions = {partition: offset for partition, offset in self.positions.items() if partition in kept}
        self._assign(sorted(kept), count)
        self._open = True

    def _assign(self, partitions: list[int], count: int) -> None:
        raise NotImplementedError

    async def take(self, raw: RawBatch) -> None:
        """Judges what of an envelope has not been taken yet, and sends what comes of it."""
        async with self._turn:
            fresh = _from(raw, self.positions.get(raw.partition, 0))
            if self._open and fresh is not None:
                await self._take(fresh)
                self.positions[raw.partition] = fresh.offsets[-1] + 1

    async def _take(self, raw: RawBatch) -> None:
        raise NotImplementedError


class Judging(Stage):
    """Events of one stream to findings, a shard a partition."""

    def __init__(self, topic: str, policy: Policy, accounts: AccountsReader, publisher: Publisher) -> None:
        super().__init__(policy, accounts, publisher)
        self.topic = topic
        self._shards: dict[int, Shard] = {}

    def _assign(self, partitions: list[int], count: int) -> None:
        self._shards = {
            partition: self._shards.get(partition)
            or Shard(STREAMS[self.topic], self.policy, self.accounts.table(partition), partition, count)
            for partition in partitions
        }

    async def _take(self, raw: RawBatch) -> None:
        shard, source = self._shards[raw.partition], (self.topic, raw.partition)
        batch = shard.read(raw)
        if batch.unknown_accounts:
            await self.accounts.refresh(raw.partition)
        fed = shard.judge(batch)
        await self.publisher.first_uses(source, fed.first_uses)
        await self.publisher.alerts(source, fed.alerts)
        await self.publisher.dead_letters(source, fed.dead)


class Recommending(Stage):
    """Findings to recommendations, the cases of one partition at a time."""

    topic = "alerts"

    def __init__(self, policy: Policy, accounts: AccountsReader, publisher: Publisher) -> None:
        super().__init__(policy, accounts, publisher)
        self._cases: dict[int, Enforcement] = {}
        self._used: dict[int, dict[str, int]] = {}  # by partition and account, the offset of the facts in use

    def _assign(self, partitions: list[int], count: int) -> None:  # noqa: ARG002 - the same for all stages
        self._cases = {partition: self._cases.get(partition) or Enforcement(self.policy) for partition in partitions}
        self._used = {partition: self._used.get(partition, {}) for partition in partitions}

    async def _take(self, raw: RawBatch) -> None:
        source = (self.topic, raw.partition)
        alerts, dead = list[tuple[int, Alert]](), list[DeadLetter]()
        for i, value in enumerate(raw.values):
            try:
                alerts.append((raw.offsets[i], decoded(value, ALERTS)))
            except Rejected as rejected:
                dead.append(dead_letter(raw, i, str(rejected)))
        table = self.accounts.table(raw.partition)
        if any(alert.account not in table.latest for _, alert in alerts):
            await self.accounts.refresh(raw.partition)
        uses, recommendations = list[FirstUse](), list[Recommendation]()
        used, cases = self._used[raw.partition], self._cases[raw.partition]
        for offset, alert in alerts:
            facts = table.latest.get(alert.account)
            if facts is not None and used.get(alert.account) != facts.offset:
                used[alert.account] = facts.offset
                uses.append(FirstUse(alert.account, facts.offset, offset))
            recommendations += cases.alert(alert, facts.record if facts else None)
        await self.publisher.first_uses(source, uses)
        await self.publisher.recommendations(source, recommendations)
        await self.publisher.dead_letters(source, dead)


def _from(raw: RawBatch, position: int) -> RawBatch | None:
    """What of a batch stands at or behind `position`; None: nothing."""
    if raw.offsets[0] >= position:
        return raw
    taken = sum(offset < position for offset in raw.offsets)
    if taken == len(raw.offsets):
        return None
    return raw._replace(
        offsets=raw.offsets[taken:],
        values=raw.values[taken:],
        keys=raw.keys[taken:] if raw.keys is not None else None,
        headers=raw.headers[taken:] if raw.headers is not None else None,
        timestamps=raw.timestamps[taken:] if raw.timestamps is not None else None,
    )
