"""Charges that reach what the account is to spend in a month at most."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import isinf

from detectors.base import Limit, Limits, Seen
from detectors.evidence import Evidence
from detectors.ledger import Month, Period, month_of
from detectors.over_totals import OverLimit
from detectors.totals import MILLIONTHS

WARNED_AT = 8  # tenths of the cap


def millionths(amount: float) -> int:
    """An amount as integers have it, rounded half up as it is written.

    >>> millionths(0.1), millionths(2.0000005)
    (100000, 2000001)
    """
    return int((Decimal(repr(amount)) * MILLIONTHS).quantize(Decimal(1), ROUND_HALF_UP))


class Spend(OverLimit):
    """Charges of calls and messages in a UTC month that reach 80 % of the account's `spend_cap`; level 2 at all of it.

    Charges are added up in millionths, each rounded half up, in the five minutes in which their event happened, however
    late it comes, up to 62 days. An account without a cap is not judged.

    Usual false positives: a customer whose business grows past a cap of long ago. The warning at 80 % is the time to
    ask; for a season the record can hold a dated one.
    Blind spots: charges that no event tells of; currencies, of which the contract knows none.
    Source: the cap that the customer has set or agreed to; NTT Communications, WebRTC terms, Article 19(1)(12).
    """

    id = "load.spend"
    limits = {"spend_cap": Limit("charges", 1e12, optional=True)}
    revised_by_limit = True

    @staticmethod
    def period(slot: int) -> Period:
        """The UTC month."""
        return month_of(slot)

    @staticmethod
    def level(total: int, limit: float) -> int:
        """1 at 80 % of the cap, 2 at all of it; what costs nothing reaches nothing."""
        if total == 0 or isinf(limit):
            return 0
        cap = millionths(limit)
        return 2 if total >= cap else 1 if 10 * total >= WARNED_AT * cap else 0

    @classmethod
    def threshold(cls, level: int, limit: float) -> float:
        """80 % of the cap, or all of it."""
        return limit if isinf(limit) else (WARNED_AT if level == 1 else 10) * millionths(limit) / (10 * MILLIONTHS)

    @classmethod
    def sums(cls, month: Month, slot: int) -> tuple[int, Mapping[int, int]]:
        """Charges of the month, in millionths."""
        return month.charged, month.cost

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The charges, and what they reached."""
        limit = cls.threshold(seen.level, limits["spend_cap"])
        yield Evidence("charges_in_utc_month", seen.total / MILLIONTHS, limit, "charges")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        return (
            f"Charges of the month (UTC) have come to {seen.total / MILLIONTHS:,.2f}; "
            f"the cap is {limits['spend_cap']:,.2f}."
        )
