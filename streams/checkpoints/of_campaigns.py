"""The pages of the stage that gathers texts: those of a day with like fingerprints, reports by account, and ticks."""

from collections.abc import Iterable, Mapping

import msgspec

from streams import complete
from streams.campaigns import Campaigns
from streams.checkpoints.of_books import ENCODE
from streams.checkpoints.paged import Page
from streams.crowds import Part

LAYOUT = "1"
FIRED = "fired"


class Fired(msgspec.Struct, frozen=True, array_like=True):
    """When reports about an account fired."""

    account: str
    times: list[int]


class Alike(msgspec.Struct, frozen=True, array_like=True):
    """The texts of one place, each with its accounts."""

    day: int
    bucket: str
    texts: dict[str, dict[str, Part]]


def owner(page: str) -> str | None:
    """The bucket of the texts on a page; None: what all partitions have.

    >>> owner("20717/0a1"), owner("fired/acme"), owner("marks")
    ('0a1', None, None)
    """
    kind, _, rest = page.partition("/")
    return rest if kind not in {FIRED, complete.PAGE} else None


class CampaignPages:
    """The texts of one partition as `Paged` has them."""

    def __init__(self, campaigns: Campaigns) -> None:
        self.campaigns = campaigns

    @property
    def layout(self) -> str:
        """It changes with the fields above."""
        return LAYOUT

    def touched(self) -> Iterable[str]:
        """What has changed."""
        return self.campaigns.touched()

    def page(self, name: str) -> bytes | None:
        """A page as of now; None: it is out of mind."""
        kind, _, rest = name.partition("/")
        if name == complete.PAGE:
            return self.campaigns.ticks.page()
        if kind == FIRED:
            times = self.campaigns.fired.get(rest)
            return ENCODE(Fired(rest, times)) if times else None
        crowds = self.campaigns.crowds.get((int(kind), rest))
        return ENCODE(Alike(int(kind), rest, {t: crowd.parts for t, crowd in crowds.items()})) if crowds else None

    def forget(self, account: str) -> None:
        """Has it that an account never sent a text, and that nobody ever reported it."""
        self.campaigns.forget(account)

    def restore(self, pages: Mapping[str, Page]) -> None:
        """Takes over all pages; reports first, since texts are found by them."""
        for name, page in pages.items():
            if name.startswith(FIRED):
                fired = msgspec.msgpack.decode(page.data, type=Fired)
                self.campaigns.know_fired(fired.account, fired.times)
            elif name == complete.PAGE:
                for mark in complete.read(page.data):
                    self.campaigns.complete(mark)
        for name, page in pages.items():
            if owner(name) is not None:
                alike = msgspec.msgpack.decode(page.data, type=Alike)
                self.campaigns.know((alike.day, alike.bucket), alike.texts)
        self.touched()
