"""The cases of a worker's partitions, which findings, decisions, control records and account facts all move.

One record of any of them is taken at a time. In which order they came is written down before anything comes of it, so
that a restart takes them in that order again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.auditing.audit import Audit
from streams.checkpoints.saved import Order
from streams.claims import number_hashes
from streams.enforcement.stage import Enforcement
from streams.events import AccountRecord
from streams.facts import Facts, FirstUse
from streams.facts_in_use import Recorded
from streams.installation import Installation
from streams.offsets import Offsets
from streams.publisher import Publisher
from streams.raw import DeadLetter, RawBatch
from streams.records import Recommendation


class Desk:
    """The cases of the partitions that are assigned, and by which account records they were judged."""

    def __init__(
        self,
        policy: Policy,
        accounts: AccountsReader,
        publisher: Publisher,
        offsets: Offsets,
        installation: Installation,
    ) -> None:
        self.policy, self.accounts, self.publisher = policy, accounts, publisher
        self.audit = Audit(policy, publisher, offsets)
        self.hashed, self.key = number_hashes(installation), installation.key
        self.turn = asyncio.Lock()
        self.cases: dict[int, Enforcement] = {}
        self.used: dict[int, dict[str, int]] = {}  # by partition and account, the offset of the facts in use
        self.recorded: dict[int, Recorded] = {}  # by partition, while its findings are read again
        self.orders: dict[int, list[Order]] = defaultdict(list)  # by partition, those written down and not covered yet
        self.numbers: dict[int, int] = defaultdict(int)  # of the orders of a partition
        self._read: dict[int, int] = {}  # by partition, how many account records have been looked at
        self.position: Callable[[int], int] = lambda _: 0  # of a partition of `alerts`, for first uses

    def assign(self, partitions: Iterable[int]) -> None:
        """Keeps the cases of these partitions; those that are new begin empty."""
        self.cases = {p: self.cases.get(p) or Enforcement(self.policy, self.hashed, self.key) for p in partitions}
        self.used = {p: self.used.get(p, {}) for p in self.cases}
        self._read = {p: self._read.get(p, self.accounts.table(p).read) for p in self.cases}

    def record(self, partition: int, account: str, at: int) -> AccountRecord | None:
        """What is known of an account at a finding."""
        facts = self._facts(partition, account, at)
        return facts.record if facts else None

    def _facts(self, partition: int, account: str, at: int) -> Facts | None:
        if partition in self.recorded:
            return self.recorded[partition].at(account, at)
        return self.accounts.table(partition).latest.get(account)

    def use(self, partition: int, account: str, at: int) -> tuple[list[FirstUse], list[Recommendation]]:
        """Judges the account by its latest record from now on; says so, and what a record that is new takes back."""
        facts, used = self._facts(partition, account, at), self.used[partition]
        if facts is None or used.get(account) == facts.offset:
            return [], []
        before = used.get(account)
        used[account] = facts.offset
        revised = (
            []
            if before is None
            else self.cases[partition].facts(account, facts.record, f"accounts/{account}/{facts.offset}")
        )
        return [FirstUse(account, facts.offset, at, before)], revised

    async def changed(self, partition: int) -> None:
        """Judges findings again by the account records that have come in since the last look."""
        async with self.turn:
            if partition not in self.cases:
                return
            table = self.accounts.table(partition)
            uses, records = list[FirstUse](), list[Recommendation]()
            position = self.position(partition)
            for account in reversed(table.since(self._read[partition])):
                if account in self.used[partition]:
                    used, revised = self.use(partition, account, position)
                    uses, records = uses + used, records + revised
            self._read[partition] = table.read
            await self.publish(("alerts", partition), uses, records, [], position)

    async def again(self, partition: int) -> None:
        """Judges all findings again by what is known now, after a restart."""
        self._read[partition] = 0
        await self.changed(partition)

    async def order(self, raw: RawBatch, topic: str) -> None:
        """Writes down that records are taken now; returns when that has arrived."""
        partition = raw.partition
        if partition in self.recorded:
            return
        number = self.numbers[partition]
        self.numbers[partition] = number + 1
        order = Order(topic, raw.offsets[0], raw.offsets[-1], self.position(partition), number)
        self.orders[partition].append(order)
        await self.publisher.order((topic, partition), order)

    async def publish(
        self,
        source: tuple[str, int],
        uses: list[FirstUse],
        records: list[Recommendation],
        dead: list[DeadLetter],
        at: int,
    ) -> None:
        """Sends what came of records up to the offset `at`, facts first."""
        await self.publisher.first_uses(source, [] if source[1] in self.recorded else uses)
        await self.publisher.recommendations(source, records, at)
        await self.publisher.dead_letters(source, dead)
