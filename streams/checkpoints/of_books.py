"""The pages of the stage that sums over streams: an account's books day by day, and pools."""

from collections.abc import Iterable, Mapping

import msgspec

from detectors.ledger import Portion
from detectors.spans import DAY
from streams import complete
from streams.checkpoints.paged import Page
from streams.pairing import Evidence, Kept
from streams.pools import Draw, Pools
from streams.totals import Totals

LAYOUT = "2"


class Day(msgspec.Struct, frozen=True, array_like=True):
    """What streams said of the slots of a day, and the account's portions of pools."""

    account: str
    told: list[tuple[str, int, int, int]]
    portions: list[tuple[int, Portion]]


class Said(msgspec.Struct, frozen=True, array_like=True):
    """Which levels of which periods have been spoken of: detector and subject, if not the account; level; start."""

    account: str
    said: list[tuple[str, int, int]]


class Own(msgspec.Struct, frozen=True, array_like=True):
    """The reports against an account, and its texts that wait for them."""

    account: str
    evidence: Kept


ENCODE = msgspec.msgpack.encode


def owner(page: str) -> str | None:
    """The account or the pool that a page is about; None: neither.

    >>> owner("day/20717/acme"), owner("said/acme"), owner("pool/shared"), owner("marks")
    ('acme', 'acme', 'shared', None)
    """
    kind, _, rest = page.partition("/")
    if page == complete.PAGE:
        return None
    return rest.partition("/")[2] if kind == "day" else rest


class BookPages:
    """The books of one partition as `Paged` has them."""

    def __init__(self, books: Totals, pools: Pools) -> None:
        self.books, self.pools = books, pools

    @property
    def layout(self) -> str:
        """It changes with the fields above."""
        return LAYOUT

    def touched(self) -> Iterable[str]:
        """Days in which something was said, accounts of which something was, pools that were drawn from."""
        return [*self.books.touched(), *self.pools.touched()]

    def page(self, name: str) -> bytes | None:
        """A page as of now; None: it is out of mind."""
        kind, _, rest = name.partition("/")
        if kind == "day":
            day, _, account = rest.partition("/")
            return self._day(account, int(day))
        if kind == "said":
            said = self.books.ledger(rest).said()
            return ENCODE(Said(rest, said)) if said else None
        if kind == "evidence":
            evidence = self.books.evidence.get(rest)
            return ENCODE(Own(rest, evidence.kept)) if evidence else None
        if name == complete.PAGE:
            return self.pools.ticks.page()
        draws = self.pools.draws(rest)
        return ENCODE(draws) if draws else None

    def forget(self, account: str) -> None:
        """Has it that nothing was ever said of an account, nor drawn by it."""
        self.books.forget(account)
        self.pools.forget(account)

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages."""
        for name, page in pages.items():
            kind = name.partition("/")[0]
            if kind == "day":
                day = msgspec.msgpack.decode(page.data, type=Day)
                self.books.know(day.account, day.told, day.portions)
            elif kind == "evidence":
                own = msgspec.msgpack.decode(page.data, type=Own)
                self.books.evidence[own.account] = Evidence(own.evidence)
            elif kind == "pool":
                for draw in msgspec.msgpack.decode(page.data, type=list[Draw]):
                    self.pools.take(draw)
        for name, page in pages.items():
            kind = name.partition("/")[0]
            if kind == "said":
                said = msgspec.msgpack.decode(page.data, type=Said)
                self.books.ledger(said.account).have_said(said.said)
            elif name == complete.PAGE:
                for mark in complete.read(page.data):
                    self.pools.complete(mark)
        self.touched()

    def _day(self, account: str, day: int) -> bytes | None:
        told, portions = self.books.ledger(account).of_day(day * DAY)
        return ENCODE(Day(account, told, portions)) if told or portions else None
