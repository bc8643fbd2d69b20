"""`ringfence erase --account`: an account, its record, and by which of its records it was judged."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from detectors.policy import Policy
from streams.auditing.entry import Entry
from streams.checkpoints.kept import TOPIC as STATE
from streams.checkpoints.kept import kept
from streams.checkpoints.reading import State
from streams.checkpoints.records import Records
from streams.erasing import Erasing
from streams.errors import Failed
from streams.holding.account import from_kafka
from streams.placement import home
from streams.settings import Settings


class Erased(NamedTuple):
    """How many pages held something of the account, whether it had a record, and by topic how much is left there."""

    pages: int
    had_record: bool
    left: Mapping[str, int]


def erase(settings: Settings, policy: Policy, account: str, by: str, role: str | None, now: int) -> Erased:
    """Erases an account; `now` is in Unix milliseconds.

    Raises WrongUsage where workers are running, Failed where brokers do not take or give what has to be written, or
    where something is left in the state.
    """
    erasing = _OfAccount(
        settings, policy, account, Entry(ts=now, kind="erasure", what="account", by=by, role=role, account=account)
    )
    erasing.run()
    left = Counter(str(line["topic"]) for line in from_kafka(settings, account))
    if STATE in left:
        raise Failed(f"{STATE} still holds something of {account}: `ringfence export account` says what; run it again")
    return Erased(erasing.pages, erasing.had_record, left)


class _OfAccount(Erasing):
    def __init__(self, settings: Settings, policy: Policy, account: str, entry: Entry) -> None:
        super().__init__(settings, policy, entry)
        self.account, self.had_record = account, False

    async def forget(self) -> int:
        for stage, partition, _ in self.states():
            self.change(stage, partition, lambda state: state.forget(self.account))
        await self._forget_first_uses()
        own = home(self.account, self.partitions)
        self.had_record = self.account in self.pipeline.accounts.table(own).latest
        name = self.settings.topic("accounts")  # a record that cannot be read is in no table, and goes with it too
        await self.producers.send(("accounts", own), name, own, self.account.encode(), None, [])
        return own

    async def _forget_first_uses(self) -> None:
        async with Records(self.settings) as records:
            for partition in range(self.partitions):
                state = (await kept(records, self.offsets, partition)).get(self.partitions, State())
                for topic, saved in state.topics.items():
                    if self.account in saved.first_uses:
                        await self.publisher.kept((topic, partition), [(f"first-use/{topic}/{self.account}", None)])
