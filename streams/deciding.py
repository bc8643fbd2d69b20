"""The worker's second stage: findings, decisions, control records and new account facts to recommendations.

Its topics share the cases of a partition, so one record of any of them is taken at a time.
"""

import asyncio
from collections.abc import Callable, Iterable

import msgspec

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.claims import number_hashes
from streams.enforcement import inputs
from streams.enforcement.stage import Enforcement
from streams.facts import FirstUse
from streams.installation import Installation
from streams.publisher import Publisher
from streams.raw import DeadLetter, RawBatch, dead_letter
from streams.reasons import Rejected, decoded
from streams.records import Alert, Recommendation
from streams.stages import Stage

ALERTS = msgspec.json.Decoder(Alert)


class Desk:
    """The cases of the partitions that are assigned, and by which account records they were judged."""

    def __init__(
        self, policy: Policy, accounts: AccountsReader, publisher: Publisher, installation: Installation
    ) -> None:
        self.policy, self.accounts, self.publisher = policy, accounts, publisher
        self.hashed = number_hashes(installation)
        self.turn = asyncio.Lock()
        self.cases: dict[int, Enforcement] = {}
        self._used: dict[int, dict[str, int]] = {}  # by partition and account, the offset of the facts in use
        self._read: dict[int, int] = {}  # by partition, how many account records have been looked at
        self.position: Callable[[int], int] = lambda _: 0  # of a partition of `alerts`, for first uses

    def assign(self, partitions: Iterable[int]) -> None:
        """Keeps the cases of these partitions; those that are new begin empty."""
        self.cases = {p: self.cases.get(p) or Enforcement(self.policy, self.hashed) for p in partitions}
        self._used = {p: self._used.get(p, {}) for p in self.cases}
        self._read = {p: self._read.get(p, self.accounts.table(p).read) for p in self.cases}

    def use(self, partition: int, account: str, at: int) -> tuple[list[FirstUse], list[Recommendation]]:
        """Judges the account by its latest record from now on; says so, and what a record that is new takes back."""
        facts, used = self.accounts.table(partition).latest.get(account), self._used[partition]
        if facts is None or used.get(account) == facts.offset:
            return [], []
        before = used.get(account)
        used[account] = facts.offset
        revised = (
            []
            if before is None
            else self.cases[partition].facts(account, facts.record, f"accounts/{account}/{facts.offset}")
        )
        return [FirstUse(account, facts.offset, at)], revised

    async def changed(self, partition: int) -> None:
        """Judges findings again by the account records that have come in since the last look."""
        async with self.turn:
            if partition not in self.cases:
                return
            table = self.accounts.table(partition)
            uses, records = list[FirstUse](), list[Recommendation]()
            for account in reversed(table.since(self._read[partition])):
                if account in self._used[partition]:
                    used, revised = self.use(partition, account, self.position(partition))
                    uses, records = uses + used, records + revised
            self._read[partition] = table.read
            await self.publish(("alerts", partition), uses, records, [])

    async def publish(
        self,
        source: tuple[str, int],
        uses: list[FirstUse],
        records: list[Recommendation],
        dead: list[DeadLetter],
    ) -> None:
        """Sends what came of something, facts first."""
        await self.publisher.first_uses(source, uses)
        await self.publisher.recommendations(source, records)
        await self.publisher.dead_letters(source, dead)


class Recommending(Stage):
    """Findings to recommendations, the cases of one partition at a time."""

    topic = "alerts"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        desk.position = lambda partition: self.positions.get(partition, 0)

    def _assign(self, partitions: list[int], count: int) -> None:  # noqa: ARG002 - the same for all stages
        self.desk.assign(partitions)

    async def _take(self, raw: RawBatch) -> None:
        alerts, dead = list[tuple[int, Alert]](), list[DeadLetter]()
        for i, value in enumerate(raw.values):
            try:
                alerts.append((raw.offsets[i], decoded(value, ALERTS)))
            except Rejected as rejected:
                dead.append(dead_letter(raw, i, str(rejected)))
        table = self.desk.accounts.table(raw.partition)
        if any(alert.account not in table.latest for _, alert in alerts):
            await self.desk.accounts.refresh(raw.partition)  # not in the desk's turn: the reader waits for that as well
        async with self.desk.turn:
            uses, records = list[FirstUse](), list[Recommendation]()
            for offset, alert in alerts:
                used, revised = self.desk.use(raw.partition, alert.account, offset)
                uses, records = uses + used, records + revised
                records += self.desk.cases[raw.partition].alert(alert, table.record(alert.account))
            await self.desk.publish((self.topic, raw.partition), uses, records, dead)


class Deciding(Stage):
    """Decisions to what they change of the cases."""

    topic = "decisions"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def _assign(self, partitions: list[int], count: int) -> None:
        """The desk has what `alerts` has, whose partitions are the same."""

    async def _take(self, raw: RawBatch) -> None:
        async with self.desk.turn:
            table = self.desk.accounts.table(raw.partition)
            taken = inputs.decisions(self.desk.cases[raw.partition], raw, table.record)
            await self.desk.publish((self.topic, raw.partition), [], taken.records, taken.dead)
