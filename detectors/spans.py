"""The spans that windows have, and the panes they slide in."""

from typing import NamedTuple

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Span(NamedTuple):
    """A window of `panes` panes of `pane` ms, aligned to Unix time; at pane p the panes p − panes + 1 … p count."""

    name: str
    pane: int
    panes: int

    @property
    def ms(self) -> int:
        """Its length in milliseconds."""
        return self.pane * self.panes


FIVE_MINUTES = Span("five_minutes", 5 * SECOND, 60)
TEN_MINUTES = Span("ten_minutes", 10 * SECOND, 60)
ONE_HOUR = Span("hour", MINUTE, 60)
ONE_DAY = Span("day", DAY // 60, 60)
SEVEN_DAYS = Span("seven_days", 7 * DAY // 60, 60)
THIRTY_DAYS = Span("thirty_days", DAY, 30)

SPANS = (FIVE_MINUTES, TEN_MINUTES, ONE_HOUR, ONE_DAY, SEVEN_DAYS, THIRTY_DAYS)
