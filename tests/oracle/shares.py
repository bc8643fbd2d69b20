"""Shares in sliding windows, and whether their Wilson bound is over a limit."""

from fractions import Fraction

Z_SQUARED = Fraction("1.959963984540054") ** 2

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


def is_over(k: int, n: int, limit: Fraction) -> bool:
    """Whether the lower bound of the 95 % Wilson interval of k of n is greater than the limit, exactly.

    The bound is the smaller root L of n (k/n - L)^2 = z^2 L (1 - L). So it exceeds the limit when k/n does and, at the
    limit, the left side is greater than the right one: no square root, no rounding.

    >>> is_over(21, 100, Fraction(15, 100)), is_over(24, 100, Fraction(15, 100))
    (False, True)
    """
    if n == 0 or limit >= 1:
        return False
    a, b = limit.numerator, limit.denominator
    excess = k * b - n * a
    return excess > 0 and excess**2 * Z_SQUARED.denominator > Z_SQUARED.numerator * n * a * (b - a)


def is_live(ts: int, clock: int, pane: int, panes: int = 60) -> bool:
    """Whether the pane of `ts` is one of the last `panes` panes of `pane` ms at the clock."""
    return ts // pane > clock // pane - panes


class Window:
    """Counts of the last `panes` panes of `pane` ms, aligned to Unix time."""

    def __init__(self, pane: int, panes: int) -> None:
        self._pane = pane
        self._panes = panes
        self._counts: dict[int, list[int]] = {}

    def add(self, ts: int, clock: int, *counts: int) -> bool:
        """Adds the counts to the pane of `ts`; False where that pane is over already."""
        if not is_live(ts, clock, self._pane, self._panes):
            return False
        pane = ts // self._pane
        before = self._counts.get(pane, [0] * len(counts))
        self._counts[pane] = [old + new for old, new in zip(before, counts, strict=True)]
        return True

    def totals(self, clock: int) -> list[int]:
        """The sums over the panes that count at `clock`."""
        last = clock // self._pane
        live = [self._counts[pane] for pane in range(last - self._panes + 1, last + 1) if pane in self._counts]
        return [sum(column) for column in zip(*live, strict=True)]


def sliding(length: int) -> Window:
    """A window of 60 panes."""
    return Window(length // 60, 60)


def thirty_days() -> Window:
    """A window of 30 UTC days."""
    return Window(DAY, 30)
