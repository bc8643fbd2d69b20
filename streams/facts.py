"""What the platform knows of each account of a partition: the latest record of each, and where it stood."""

from itertools import takewhile
from json import dumps
from typing import NamedTuple

import msgspec

from detectors.base import highest_limits
from streams.events import AccountRecord
from streams.placement import home, misplaced
from streams.raw import DeadLetter, RawBatch, dead_letter
from streams.reasons import Rejected, decoded

ACCOUNTS = msgspec.json.Decoder(AccountRecord)


class Facts(NamedTuple):
    """The latest record of an account (None after a tombstone), its offset, and how many were read before it."""

    record: AccountRecord | None
    offset: int
    number: int


class FirstUse(msgspec.Struct, frozen=True, omit_defaults=True):
    """From `at` on, an offset of the input, the shard judges an account by the record at `accounts_offset`.

    `before`: it did by the one at this offset until then. Compaction leaves only the last word on an account, and what
    is read again may begin before that.
    """

    account: str
    accounts_offset: int
    at: int
    before: int | None = None


class Accounts:
    """The accounts of one of `partitions`. `latest` has the one read last at its end; `read` counts those used."""

    def __init__(self, partition: int = 0, partitions: int = 1) -> None:
        self.partition, self.partitions = partition, partitions
        self.latest: dict[str, Facts] = {}
        self.read = 0
        self.most = highest_limits()
        self.wanted: set[int] = set()  # offsets of records that are judged by although newer ones are there
        self._past: dict[str, list[Facts]] = {}
        self.fresh: list[tuple[int, AccountRecord]] = []  # offsets and records not asked for yet

    def feed(self, raw: RawBatch) -> list[DeadLetter]:
        """Takes records of the accounts topic; returns those that cannot be used."""
        dead = []
        for i in range(len(raw.values)):
            try:
                self.put(raw, i)
            except Rejected as rejected:
                dead.append(dead_letter(raw, i, str(rejected)))
        return dead

    def put(self, raw: RawBatch, i: int) -> None:
        """Takes the i-th record of a batch; raises Rejected."""
        key = raw.keys[i] if raw.keys is not None else None
        value = raw.values[i]
        if value is None:
            if key is None:
                raise Rejected("neither key nor value: a tombstone needs the account as its key")
            self.check_home(key)
            self.keep(key.decode(errors="replace"), None, raw.offsets[i])
            return
        record = decoded(value, ACCOUNTS)
        if raw.keys is not None and key != record.account.encode():
            raise Rejected("the key is not the account; key accounts records by `account`")
        if key is not None:
            self.check_home(key)
        self.check_limits(record)
        self.keep(record.account, record, raw.offsets[i])
        self.fresh.append((raw.offsets[i], record))

    def check_home(self, key: bytes) -> None:
        """Raises Rejected where a key belongs to another partition, whose worker is who needs the record."""
        if self.partitions > 1 and (belongs := home(key, self.partitions)) != self.partition:
            raise Rejected(misplaced(self.partition, belongs, self.partitions))

    def check_limits(self, record: AccountRecord) -> None:
        """Raises Rejected where a limit is beyond what a kernel can judge."""
        given = [(name, values) for name, values in (record.limits or {}).items()]
        given += [(name, value) for event in record.declared or () for name, value in (event.limits or {}).items()]
        for name, values in given:
            for value in [dated.value for dated in values] if isinstance(values, list) else [values]:
                most = self.most.get(name)
                if most is not None and value > most:
                    said = f'limit "{name}" is {value:.15g}; at most {most:.15g} can be judged'
                    raise Rejected(f"account {dumps(record.account)}: {said}")

    def keep(self, account: str, record: AccountRecord | None, offset: int) -> None:
        """The newer record wins, and moves to the end."""
        before = self.latest.pop(account, None)
        if before is not None and before.offset in self.wanted:
            self._past.setdefault(account, []).append(before)
        self.latest[account] = Facts(record, offset, self.read)
        self.read += 1

    def drained(self) -> list[tuple[int, AccountRecord]]:
        """The records taken since it was last asked, each with its offset."""
        fresh, self.fresh = self.fresh, []
        return fresh

    def record(self, account: str) -> AccountRecord | None:
        """What is known of an account now."""
        facts = self.latest.get(account)
        return facts.record if facts else None

    def as_of(self, account: str, offset: int) -> Facts | None:
        """The account's record at an offset, one of those `wanted`; where that is gone, the next that is there."""
        there = [*self._past.get(account, ()), *([self.latest[account]] if account in self.latest else ())]
        return next((facts for facts in there if facts.offset >= offset), None)

    def since(self, read: int) -> list[str]:
        """The accounts that have a record which is not among the first `read`."""
        return [account for account, _ in takewhile(lambda item: item[1].number >= read, reversed(self.latest.items()))]
