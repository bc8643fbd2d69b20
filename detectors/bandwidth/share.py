"""More of a shared pool than its part, for a quarter of an hour."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detectors.base import Limit, Limits, Seen
from detectors.evidence import Evidence, rounded_up
from detectors.ledger import Month, Period, Portion, day_of
from detectors.over_totals import Known, OverTotals
from detectors.reached import InForce, Reached
from detectors.totals import SLOT

ACTIVE = 10  # accounts that a pool must have at work
PART = 4  # over one part in so many of what is moved
PERCENT = 100


class Sample(NamedTuple):
    """A portion, and the limit it is held to."""

    portion: Portion
    force: InForce

    @property
    def times(self) -> float:
        """How many times an equal share it is."""
        return self.portion.bytes * self.portion.active / self.portion.whole

    def over(self, limit: float) -> bool:
        """Whether it is too much under a limit."""
        return (
            self.portion.active >= ACTIVE
            and self.portion.bytes * PART > self.portion.whole
            and self.portion.bytes * self.portion.active > limit * self.portion.whole
        )


class Share(OverTotals):
    """In three or more 5-minute samples in a row over 5 (`fair_share`) times an equal share of a pool, and over 25 %.

    Ten accounts or more of the pool must have moved something in each. A share is of what the pool's accounts moved,
    an equal one that by the number of those that moved anything. Events later than 10 minutes behind a sample's end do
    not count in it. Each sample is held to the limit in force when it begins.

    Usual false positives: a backup or an event while the pool's others rest, and long calls that end together, whose
    bytes all count then. Three samples in a row keep most of them out; it is a throttle at most.
    Blind spots: fewer than ten accounts at work; a burst of less than a quarter of an hour; a customer who spreads the
    load over many accounts.
    Source: NEC, acceptable use policy, bullet 10 (load on shared equipment); the figures are the operator's.
    """

    id = "bandwidth.share"
    limits = {"fair_share": Limit("times an equal share", 2.0**31)}
    portions_in_a_row = 3

    @staticmethod
    def period(slot: int) -> Period:
        """The UTC day of the last of the samples."""
        return day_of(slot)

    @classmethod
    def reached(cls, month: Month, slot: int, known: Known) -> Iterator[Reached]:
        """1 where the samples up to a slot are over their limits, 0 where only a declared event's limit covers them."""
        slots = range(slot - (cls.portions_in_a_row - 1) * SLOT, slot + 1, SLOT)
        for pool in sorted({pool for pool, at in month.portions if at == slot}):
            portions = [month.portions.get((pool, at)) for at in slots]
            samples = [Sample(p, known.at("fair_share", at)) for p, at in zip(portions, slots, strict=True) if p]
            if len(samples) < cls.portions_in_a_row:
                continue
            if all(sample.over(sample.force.effective) for sample in samples):
                yield cls._found(1, slot, samples, max(sample.force.effective for sample in samples))
            elif all(sample.over(sample.force.ordinary) for sample in samples):
                ordinary = max(sample.force.ordinary for sample in samples)
                declared = [sample.force.declared for sample in samples if sample.force.declared is not None]
                yield cls._found(0, slot, samples, ordinary, declared[-1])

    @staticmethod
    def _found(level: int, slot: int, samples: Sequence[Sample], limit: float, declared: str | None = None) -> Reached:
        least = min(samples, key=lambda sample: sample.times)
        part = min(sample.portion.bytes / sample.portion.whole for sample in samples)
        figures = {
            "times": rounded_up(least.times),
            "part": round(PERCENT * part, 2),
            "active": least.portion.active,
        }
        return Reached(level, figures, {"fair_share": limit}, slot, declared)

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The least of the samples, by both measures."""
        unit = "times an equal share"
        yield Evidence("least_of_three_samples_by_equal_share", seen.times, limits["fair_share"], unit)
        yield Evidence("least_part_of_pool_in_three_samples", seen.part, PERCENT / PART, "% of the pool")
        yield Evidence("active_accounts_of_pool", float(seen.active), float(ACTIVE), "accounts")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        return (
            f"In three five-minute samples in a row the account moved at least {seen.part:g} % of all that its pool "
            f"did, {seen.times:g} times an equal share among {seen.active:,} accounts; {limits['fair_share']:g} may be."
        )
