"""The worker's stage for `reports`: one that names no account is sent on to the account that it is about."""

from collections.abc import Iterable, Mapping

from detectors.policy import Policy
from streams.accounts_reader import AccountsReader
from streams.attribution import Unnamed, attributed, unnamed
from streams.checkpoints.records import Records
from streams.facts import Accounts
from streams.holders import Holders
from streams.installation import Installation
from streams.judging import Judging
from streams.offsets import Offsets
from streams.placement import home, misplaced
from streams.publisher import Publisher
from streams.raw import RawBatch, picked
from streams.reader import ingested
from streams.settings import Settings


class EveryHolder:
    """Who holds what on all partitions of `accounts`: read when a report names no account, and then what is new."""

    def __init__(self, settings: Settings, offsets: Offsets) -> None:
        self.settings, self.offsets = settings, offsets
        self.holders = Holders()
        self._next: dict[int, int] = {}

    async def refreshed(self, partitions: int) -> Holders:
        """Them, as of the present ends of the partitions."""
        every = range(partitions)
        ends = await self.offsets.ends("accounts", every)
        self._next |= await self.offsets.beginnings("accounts", every - self._next.keys())
        behind = [partition for partition in every if self._next[partition] < ends[partition]]
        if behind:
            await self._read(behind, ends)
        return self.holders

    async def _read(self, partitions: Iterable[int], ends: Mapping[int, int]) -> None:
        async with Records(self.settings) as records:
            for partition in partitions:
                accounts = Accounts()
                async for batch in records.between("accounts", partition, self._next[partition], ends[partition]):
                    accounts.feed(batch)  # what is bad there is a dead letter of whoever has the partition
                for account, facts in accounts.latest.items():
                    self.holders.put(account, facts.record)
                self._next[partition] = ends[partition]


class Attributing(Judging):
    """Reports to findings. One that names no account is sent on under its own, and judged where that account is."""

    def __init__(
        self,
        policy: Policy,
        accounts: AccountsReader,
        publisher: Publisher,
        installation: Installation,
        every: EveryHolder,
    ) -> None:
        super().__init__("reports", policy, accounts, publisher, installation)
        self.every = every
        self.now = 0  # partitions of each topic, where these have become more than are judged

    async def _take(self, raw: RawBatch) -> None:
        reports = unnamed(raw)
        if reports:
            raw = await self._sent_on(raw, reports)
        if raw.offsets:
            await super()._take(raw)

    async def _sent_on(self, raw: RawBatch, reports: Mapping[int, Unnamed]) -> RawBatch:
        """The reports that name an account; the others have been sent on, or are dead letters."""
        source, partitions = (self.topic, raw.partition), max(self.now, self.publisher.partitions)
        reader = self.shards[raw.partition].reader
        refused = {i: why for i, report in reports.items() if (why := self._misplaced(raw, i, report.subject))}
        found, dead = attributed(raw, reports, await self.every.refreshed(partitions), reader, refused)
        stamps = ingested(raw).tolist()
        moved = [(account, value, stamps[i]) for i, (account, value) in found.items()]
        await self.publisher.reports(source, moved, partitions)
        await self.publisher.dead_letters(source, dead)
        return picked(raw, [i for i in range(len(raw.values)) if i not in reports])

    def _misplaced(self, raw: RawBatch, i: int, subject: str | None) -> str | None:
        """Why a report that names no account cannot be where it is; None: it can."""
        key, partitions = raw.keys[i] if raw.keys else None, self.publisher.partitions
        if not subject or key != subject.encode():
            return "neither account nor the subject as its key; key reports without account by `subject`"
        belongs = home(subject, partitions)
        return None if belongs == raw.partition else misplaced(raw.partition, belongs, partitions)
