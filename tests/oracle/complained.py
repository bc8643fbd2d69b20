"""From which share of people on complaints speak against an account, on messages and mail alike."""

from fractions import Fraction

from tests.oracle.shares import is_over


def complained(k: int, n: int, least: int, limit: Fraction) -> int:
    """The level of k people of n, of whom there have to be `least`: 2 over half a per cent and from ten people on."""
    if n < least or k < 3 or not is_over(k, n, limit):
        return 0
    return 2 if k >= 10 and is_over(k, n, Fraction(5, 1_000)) else 1
