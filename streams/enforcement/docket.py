"""The cases of the accounts of one partition, each by its id, by its account, and by the records that spoke for it."""

from collections import defaultdict
from collections.abc import Collection

from streams.enforcement.cases import Case
from streams.enforcement.unnaming import names, unname


class Docket:
    """`cases` has them by id. Plain bookkeeping: what becomes of a case is the stage's to say."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self._of: dict[str, list[str]] = defaultdict(list)  # by account its cases
        self._records: dict[str, str] = {}  # by record its case
        self._said: dict[str, list[str]] = defaultdict(list)  # by account its records
        self._touched: dict[str, None] = {}  # accounts, in the order in which their cases changed

    def of(self, account: str) -> list[Case]:
        """An account's cases, in the order of their first records."""
        return [self.cases[id_] for id_ in self._of.get(account, ())]

    def by_record(self, record: str) -> Case | None:
        """The case that a record spoke for."""
        return self.cases.get(self._records.get(record, ""))

    def open(self, case: Case) -> None:
        """Takes a case in, in the place of one with its id if there is any."""
        if case.id not in self.cases:
            self._of[case.account].append(case.id)
        self.cases[case.id] = case

    def recorded(self, case: Case, record: str) -> None:
        """A record speaks for a case."""
        self._records[record] = case.id
        self._said[case.account].append(record)
        self.touch(case)

    def touch(self, case: Case) -> None:
        """A case has changed."""
        self._touched[case.account] = None

    def touched(self) -> list[str]:
        """The accounts whose cases have changed since this was last asked."""
        touched, self._touched = list(self._touched), {}
        return touched

    def kept(self, account: str) -> tuple[list[Case], list[tuple[str, str]]]:
        """An account's cases, and its records each with its case."""
        return self.of(account), [(record, self._records[record]) for record in self._said.get(account, ())]

    def take_over(self, account: str, cases: list[Case], records: list[tuple[str, str]]) -> None:
        """Goes on with what was kept."""
        self._of[account] = [case.id for case in cases]
        self.cases |= {case.id: case for case in cases}
        self._said[account] = [record for record, _ in records]
        self._records |= dict(records)

    def forget(self, account: str) -> None:
        """Has it that an account never had a case."""
        for id_ in self._of.pop(account, ()):
            del self.cases[id_]
        for record in self._said.pop(account, ()):
            del self._records[record]

    def forget_somebody(self, hashes: Collection[str]) -> list[str]:
        """Has it that no case names somebody who has these hashes; returns the cases about them alone, which go."""
        gone = []
        for case in [case for case in self.cases.values() if names(case, hashes)]:
            self.touch(case)
            if case.scope.value not in hashes:
                unname(case, hashes)
                continue
            gone.append(case.id)
            left, records = self.kept(case.account)
            self.forget(case.account)
            others = [one for one in left if one.id != case.id]
            if others:
                self.take_over(case.account, others, [(record, id_) for record, id_ in records if id_ != case.id])
        return gone

    @property
    def accounts(self) -> list[str]:
        """The accounts that have cases, in the order of their first ones."""
        return list(self._of)

    def account_of(self, record: str) -> str | None:
        """Whose recommendation a record is, if it is of this partition."""
        case = self.by_record(record)
        return case.account if case else None
