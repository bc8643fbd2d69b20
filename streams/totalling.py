"""The worker's stage for `ringfence.totals`: what its shards say of slots, to findings on the sums over streams."""

import msgspec

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.facts import FirstUse
from streams.publisher import Publisher
from streams.raw import DeadLetter, RawBatch, dead_letter
from streams.reasons import Rejected, decoded
from streams.records import Alert
from streams.stages import Stage
from streams.telling import Total
from streams.totals import Totals

TOTALS = msgspec.json.Decoder(Total)


class Totalling(Stage):
    """Sums over streams to findings, the books of one partition at a time."""

    topic = "ringfence.totals"

    def __init__(self, policy: Policy, accounts: AccountsReader, publisher: Publisher) -> None:
        super().__init__()
        self.policy, self.accounts, self.publisher = policy, accounts, publisher
        self._books: dict[int, Totals] = {}
        self._used: dict[int, dict[str, int]] = {}  # by partition and account, the offset of the facts in use

    def _assign(self, partitions: list[int], count: int) -> None:  # noqa: ARG002 - the same for all stages
        self._books = {p: self._books.get(p) or Totals(self.policy) for p in partitions}
        self._used = {p: self._used.get(p, {}) for p in partitions}

    async def _take(self, raw: RawBatch) -> None:
        totals, dead = list[tuple[int, Total]](), list[DeadLetter]()
        for i, value in enumerate(raw.values):
            try:
                totals.append((raw.offsets[i], decoded(value, TOTALS)))
            except Rejected as rejected:
                dead.append(dead_letter(raw, i, str(rejected)))
        table, used = self.accounts.table(raw.partition), self._used[raw.partition]
        if any(total.account not in table.latest for _, total in totals):
            await self.accounts.refresh(raw.partition)
        uses, alerts = list[FirstUse](), list[Alert]()
        for offset, total in totals:
            facts = table.latest.get(total.account)
            if facts is not None and used.get(total.account) != facts.offset:
                used[total.account] = facts.offset
                uses.append(FirstUse(total.account, facts.offset, offset))
            alerts += self._books[raw.partition].take(total, facts.record if facts else None)
        source = (self.topic, raw.partition)
        await self.publisher.first_uses(source, uses)
        await self.publisher.alerts(source, alerts)
        await self.publisher.dead_letters(source, dead)
