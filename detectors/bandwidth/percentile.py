"""More bandwidth than the contract has, for more than 5 % of a month."""

from collections.abc import Iterator
from heapq import nlargest

from detectors.base import Limits, Seen
from detectors.evidence import Evidence
from detectors.ledger import Month, Period, month_of
from detectors.over_totals import Known, OverTotals
from detectors.reached import Reached
from detectors.spans import SECOND
from detectors.totals import SLOT

FREE = 20  # one sample in so many may be over
BITS = 8


class Percentile(OverTotals):
    """More than 5 % of the 5-minute samples of a UTC month over `contract_bps`.

    A sample is the bits of all channels in five minutes over 300 seconds; there are 8,640 in 30 days, empty ones
    included, so the 433rd is too much. An account whose contract is not known is not judged.

    Usual false positives: backups, launches and video events, for which 5 % of the month, 36 hours, are free; long
    calls, whose bytes all count when they end. It is a throttle to the contract's rate at most.
    Blind spots: bursts within five minutes.
    Source: the 95th percentile of five-minute samples, as carriers bill it; NEC, acceptable use policy, bullet 10.
    """

    id = "bandwidth.percentile"

    @staticmethod
    def period(slot: int) -> Period:
        """The UTC month."""
        return month_of(slot)

    @classmethod
    def reached(cls, month: Month, slot: int, known: Known) -> Iterator[Reached]:
        """1 with the first sample too many."""
        if known.contract_bps is None:
            return
        over, samples = month.slots_over(known.contract_bps * (SLOT // SECOND) // BITS), month.period.slots
        if over * FREE > samples:
            moved = nlargest(samples // FREE + 1, month.bytes.values())[-1]
            figures = {"over": over, "samples": samples, "bps": moved * BITS / (SLOT // SECOND)}
            yield Reached(1, figures, {"contract_bps": float(known.contract_bps)}, slot)

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The rate that more than 5 % of the samples had, and how many are over the contract's."""
        yield Evidence("bits_per_second_at_95th_percentile", float(seen.bps), limits["contract_bps"], "bits/s")
        yield Evidence("samples_over_contract_in_utc_month", float(seen.over), seen.samples / FREE, "samples")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        return (
            f"{seen.over:,} of the {seen.samples:,} five-minute samples of the month (UTC) were over "
            f"{limits['contract_bps']:,.0f} bits a second; 1 in {FREE} may be."
        )
