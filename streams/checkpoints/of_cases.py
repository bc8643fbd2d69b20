"""The pages of the enforcement stage: an account's cases, and by which of its records they were judged."""

from collections.abc import Iterable, Mapping

import msgspec

from streams.checkpoints.paged import Page
from streams.enforcement.cases import Case
from streams.enforcement.stage import Enforcement

LAYOUT = "1"
NEVER = -1


class Own(msgspec.Struct, frozen=True):
    """The cases of an account, its records with their cases, and the offset of its record in use."""

    account: str
    cases: list[Case]
    records: list[tuple[str, str]]
    used: int


DECODER = msgspec.msgpack.Decoder(Own)


class CasePages:
    """The cases of one partition as `Paged` has them; `used` has the account records in use."""

    def __init__(self, cases: Enforcement, used: dict[str, int]) -> None:
        self.cases, self.used = cases, used

    @property
    def layout(self) -> str:
        """It changes with the fields above."""
        return LAYOUT

    def touched(self) -> Iterable[str]:
        """Accounts whose cases have changed."""
        return self.cases.touched()

    def page(self, name: str) -> bytes:
        """The page of an account as of now."""
        cases, records = self.cases.kept(name)
        return msgspec.msgpack.encode(Own(name, cases, records, self.used.get(name, NEVER)))

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages."""
        for page in pages.values():
            own = DECODER.decode(page.data)
            self.cases.take_over(own.account, own.cases, own.records)
            if own.used != NEVER:
                self.used[own.account] = own.used
