"""What calls and messages have in common that show what is not the account's."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import ClassVar

from detectors.base import Detector, Limits, Seen
from detectors.evidence import Evidence, count, share
from detectors.kernel import Record, kernel, written
from detectors.rates import wilson_lower
from detectors.spans import DAY, ONE_DAY, TEN_MINUTES


class Unowned(Detector, abstract=True):
    """Counts `attempts`, and those `unowned`; `what` is in the names of figures, `unit` in them."""

    window = DAY
    counts = {TEN_MINUTES: ("attempts", "unowned"), ONE_DAY: ("attempts", "unowned")}
    hits = (ONE_DAY, "unowned")
    claims = ("unowned", "shown")
    what: ClassVar[str]
    unit: ClassVar[str]

    @staticmethod
    @kernel
    def level(ten_minutes: Record, day: Record) -> int:
        """1 where any of the three rules holds."""
        if ten_minutes.unowned >= 10 and wilson_lower(ten_minutes.unowned, ten_minutes.attempts) > 0.05:
            return 1
        if day.unowned >= 1000 or (day.unowned >= 100 and wilson_lower(day.unowned, day.attempts) > 0.01):
            return 1
        return 0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """Both windows, each by number and by share."""
        for window, k, n, least, part in (
            ("10_minutes", seen.ten_minutes.unowned, seen.ten_minutes.attempts, 10, 0.05),
            ("24_hours", seen.day.unowned, seen.day.attempts, 100, 0.01),
        ):
            if k:
                yield count(f"unowned_{cls.what}s_in_{window}", k, limit=least, unit=cls.unit)
                yield share(f"unowned_{cls.what}_share_in_{window}", k, n, limit=part)
        if seen.day.unowned >= 1000:
            metric = f"unowned_{cls.what}s_in_24_hours_whatever_their_share"
            yield count(metric, seen.day.unowned, limit=1000, unit=cls.unit)

    @classmethod
    def within(cls, seen: Seen) -> tuple[Seen, str]:
        """The shorter window where its own rule holds, as that is where the abuse is, and its length in words."""
        soon = written(cls.level)(seen.ten_minutes, SimpleNamespace(unowned=0, attempts=0))
        return (seen.ten_minutes, "10 minutes") if soon else (seen.day, "24 hours")
