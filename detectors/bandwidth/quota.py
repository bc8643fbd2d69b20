"""More bytes in a day than the account may move."""

from collections.abc import Iterator, Mapping

from detectors.base import Limit, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.ledger import Month, Period, day_of
from detectors.over_totals import OverLimit


class Quota(OverLimit):
    """Bytes of calls, messages, mail and other services in a UTC day over `bytes_per_day`; level 2 at twice that.

    Bytes count in the five minutes in which their event happened, however late it comes, up to 62 days. An account for
    which no limit is known is not judged.

    Usual false positives: backups, launches and video events, which a declared event covers; a long call over midnight,
    whose bytes all count when it ends. Below twice the limit it is a throttle.
    Blind spots: bytes that no event tells of.
    Source: NEC, acceptable use policy, bullet 10; the limit is the account's own.
    """

    id = "bandwidth.quota"
    limits = {"bytes_per_day": Limit("bytes", 2.0**53, optional=True)}

    @staticmethod
    def period(slot: int) -> Period:
        """The UTC day."""
        return day_of(slot)

    @staticmethod
    def level(total: int, limit: float) -> int:
        """1 over the limit, 2 at its double."""
        if total <= limit:
            return 0
        return 2 if total >= 2 * limit else 1

    @classmethod
    def threshold(cls, level: int, limit: float) -> float:
        """Once or twice the limit."""
        return level * limit

    @classmethod
    def sums(cls, month: Month, slot: int) -> tuple[int, Mapping[int, int]]:
        """Bytes of the day."""
        return month.moved.get(day_of(slot).start, 0), month.bytes

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The bytes, and what they reached."""
        unit = "bytes" if seen.level == 1 else "bytes in a day"  # the first limit may be reached, its double may not
        limit = cls.threshold(seen.level, limits["bytes_per_day"])
        yield count("bytes_in_utc_day", seen.total, limit=limit, unit=unit)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        most = limits["bytes_per_day"]
        return f"{seen.total:,} bytes were moved in one day (UTC) over all channels; {most:,.0f} may be."
