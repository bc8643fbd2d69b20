"""The worker's stage for `ringfence.totals`: what its shards say of slots, to findings on the sums over streams."""

import msgspec

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.campaigns import Member
from streams.checkpoints.of_books import BookPages
from streams.complete import Complete
from streams.facts import FirstUse
from streams.internal import Internal, OnTotals
from streams.keeping import Keeping
from streams.pools import Draw, Pools, PortionOf
from streams.publisher import Publisher
from streams.raw import RawBatch
from streams.reasons import readable
from streams.records import Alert
from streams.telling import Total
from streams.totals import Totals

BY_FACTS = Total | PortionOf | Member  # what is judged by what the platform knows of the account
INTERNAL: msgspec.json.Decoder[OnTotals] = msgspec.json.Decoder(OnTotals)


class Totalling(Keeping):
    """Sums over streams to findings: the books of one partition's accounts, and its pools, at a time."""

    topic = "ringfence.totals"

    def __init__(self, policy: Policy, accounts: AccountsReader, publisher: Publisher) -> None:
        super().__init__(publisher)
        self.policy, self.accounts = policy, accounts
        self._books: dict[int, Totals] = {}
        self._pools: dict[int, Pools] = {}
        self._used: dict[int, dict[str, int]] = {}  # by partition and account, the offset of the facts in use

    def state(self, partition: int) -> BookPages:
        """The books and pools of a partition."""
        return BookPages(self._books[partition], self._pools[partition])

    def _assign(self, partitions: list[int], count: int) -> None:
        self._books = {p: self._books.get(p) or Totals(self.policy) for p in partitions}
        self._pools = {p: self._pools.get(p) or Pools(range(count)) for p in partitions}
        self._used = {p: self._used.get(p, {}) for p in partitions}

    async def _take(self, raw: RawBatch) -> None:
        records, dead = readable(raw, INTERNAL)
        known = self.accounts.table(raw.partition).latest
        if any(isinstance(record, BY_FACTS) and record.account not in known for _, record in records):
            await self.accounts.refresh(raw.partition)
        uses, said = list[FirstUse](), list[Alert | Internal]()
        for offset, record in records:
            if isinstance(record, Draw):
                self._pools[raw.partition].take(record)
            elif isinstance(record, Complete):
                said += self._pools[raw.partition].complete(record)
            else:
                uses += self._use(raw.partition, record.account, offset) if isinstance(record, BY_FACTS) else []
                facts = self.accounts.table(raw.partition).record(record.account)
                said += self._books[raw.partition].take(record, facts)
        source = (self.topic, raw.partition)
        await self.publisher.first_uses(source, uses)
        await self.publisher.alerts(source, [one for one in said if isinstance(one, Alert)], raw.offsets[-1])
        await self.publisher.internal(source, [one for one in said if not isinstance(one, Alert)])
        await self.publisher.dead_letters(source, dead)

    def _use(self, partition: int, account: str, offset: int) -> list[FirstUse]:
        """Says so where an account record is used for the first time."""
        facts, used = self.accounts.table(partition).latest.get(account), self._used[partition]
        if facts is None or used.get(account) == facts.offset:
            return []
        used[account] = facts.offset
        return [FirstUse(account, facts.offset, offset)]
