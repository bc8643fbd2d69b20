"""The pages of the enforcement stage: an account's cases, by which of its records they were judged, emergencies."""

from collections.abc import Iterable, Mapping

import msgspec

from streams.checkpoints.paged import Page
from streams.enforcement.cases import Case
from streams.enforcement.stage import Enforcement
from streams.events import EmergencyPeriod

LAYOUT = "4"
NEVER = -1
EMERGENCIES = "emergencies"


class Own(msgspec.Struct, frozen=True):
    """The cases of an account, its records with their cases, and the offset of its record in use."""

    account: str
    cases: list[Case]
    records: list[tuple[str, str]]
    used: int


DECODER = msgspec.msgpack.Decoder(Own)
PERIODS = msgspec.msgpack.Decoder(list[EmergencyPeriod])


def owner(page: str) -> str | None:
    """The account that a page is about; None: it is about all.

    >>> owner("cases/acme"), owner("emergencies")
    ('acme', None)
    """
    return page.partition("/")[2] or None


class CasePages:
    """The cases of one partition as `Paged` has them; `used` has the account records in use."""

    def __init__(self, cases: Enforcement, used: dict[str, int]) -> None:
        self.cases, self.used = cases, used

    @property
    def layout(self) -> str:
        """It changes with the fields above."""
        return LAYOUT

    def touched(self) -> Iterable[str]:
        """Accounts whose cases have changed, and emergencies where one was declared."""
        all_ = [EMERGENCIES] if self.cases.emergencies.changed() else []
        return [*all_, *(f"cases/{account}" for account in self.cases.docket.touched())]

    def page(self, name: str) -> bytes | None:
        """The page of an account, or of all emergencies, as of now; None: there is nothing of the account."""
        account = owner(name)
        if account is None:
            return msgspec.msgpack.encode(self.cases.emergencies.periods)
        cases, records = self.cases.docket.kept(account)
        used = self.used.get(account, NEVER)
        return msgspec.msgpack.encode(Own(account, cases, records, used)) if cases or used != NEVER else None

    def forget(self, account: str) -> None:
        """Has it that an account never had a case, and that no emergency names it."""
        self.cases.docket.forget(account)
        self.cases.emergencies.forget(account)
        self.used.pop(account, None)

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages."""
        for name, page in pages.items():
            if owner(name) is None:
                self.cases.emergencies.take_over(PERIODS.decode(page.data))
                continue
            own = DECODER.decode(page.data)
            self.cases.docket.take_over(own.account, own.cases, own.records)
            if own.used != NEVER:
                self.used[own.account] = own.used
