"""The worker's stage for `reports`: one that names no account is sent on to the account that it is about."""

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
from streams.raw import RawBatch, dead_letter, picked
from streams.reader import ingested
from streams.settings import Settings
from streams.transport import envelope


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
        beginnings = await self.offsets.beginnings("accounts", every)
        async with Records(self.settings) as records:
            for partition in every:
                begin = self._next.get(partition, beginnings[partition])
                accounts = Accounts()
                async for batch in records.between("accounts", partition, begin, ends[partition]):
                    accounts.feed(envelope(batch))  # what is bad there is a dead letter of whoever has the partition
                for account, facts in accounts.latest.items():
                    self.holders.put(account, facts.record)
                self._next[partition] = ends[partition]
        return self.holders


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
        self._partitions = 0  # of each topic
        self.now = 0  # of each topic, where these have become more than are judged

    def _assign(self, partitions: list[int], count: int) -> None:
        super()._assign(partitions, count)
        self._partitions = count

    async def _take(self, raw: RawBatch) -> None:
        reports = unnamed(raw)
        if reports:
            raw = await self._sent_on(raw, reports)
        if raw.offsets:
            await super()._take(raw)

    async def _sent_on(self, raw: RawBatch, reports: dict[int, Unnamed]) -> RawBatch:
        """The reports that name an account; the others have been sent on, or are dead letters."""
        source = (self.topic, raw.partition)
        misplaced = {i: why for i, report in reports.items() if (why := self._misplaced(raw, i, report.subject))}
        rest = [i for i in range(len(raw.values)) if i not in misplaced]
        named = picked(raw, rest)
        found = attributed(named, unnamed(named), await self.every.refreshed(max(self.now, self._partitions)))
        stamps = ingested(found.raw).tolist()
        moved = [(whose, found.raw.values[i] or b"", stamps[i]) for i, whose in found.found.items()]
        await self.publisher.reports(source, moved, max(self.now, self._partitions))
        letters = [*found.dead, *(dead_letter(raw, i, why) for i, why in misplaced.items())]
        await self.publisher.dead_letters(source, sorted(letters, key=lambda letter: letter.offset))
        return picked(found.raw, [i for i in range(len(found.raw.values)) if i not in found.found])

    def _misplaced(self, raw: RawBatch, i: int, subject: str | None) -> str | None:
        """Why a report that names no account cannot be where it is; None: it can."""
        key = raw.keys[i] if raw.keys else None
        if not subject or key != subject.encode():
            return "neither account nor the subject as its key; key reports without account by `subject`"
        belongs = home(subject, self._partitions)
        return None if belongs == raw.partition else misplaced(raw.partition, belongs, self._partitions)
