"""The second stage: what streams say of an account's slots, to findings on their sum. Pure; no clock.

Findings on sums have no crossing event: their ids stand for the calendar period, so they do not depend on which record
of which stream came last. Their figures may.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from detectors.base import of_stream
from detectors.ledger import Ledger, Period
from detectors.over_totals import Known, OverTotals
from detectors.policy import Policy
from detectors.reached import InForce
from streams.calendar_alerts import calendar_alert
from streams.events import AccountRecord
from streams.limits import boundaries, defaults_of, force_at
from streams.records import Alert
from streams.telling import Total


class Totals:
    """The books of the accounts of one partition, and what they are judged by."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.detectors = [detector for detector in of_stream("totals") if issubclass(detector, OverTotals)]
        self.defaults = {n: v for d in self.detectors for n, v in defaults_of(d, policy.detectors[d.id]).items()}
        self.ledgers: dict[str, Ledger] = {}

    def take(self, total: Total, record: AccountRecord | None) -> list[Alert]:
        """What is found once this is known, of an account of which the platform has this record (None: nothing)."""
        ledger = self.ledgers.get(total.account)
        if ledger is None:
            ledger = self.ledgers[total.account] = Ledger()
        month = ledger.month(total.slot)
        if month is None or not month.raise_to(total.stream, total.slot, total.bytes, total.cost):
            return []
        known = Known(record.contract_bps if record else None, partial(timeline, record, self.defaults))
        alerts = []
        for detector in self.detectors:
            period = detector.period(total.slot)
            for reached in detector.reached(month, total.slot, known):
                key = detector.id, reached.level, period.start
                if key not in month.said:
                    month.said.add(key)
                    alerts.append(calendar_alert(self.policy, detector, total.account, reached, period.start, total.ts))
        return alerts


def timeline(
    record: AccountRecord | None, defaults: Mapping[str, float], name: str, period: Period
) -> Sequence[InForce]:
    """An account's limit through a period."""
    if record is None:
        return [InForce(period.start, defaults[name], defaults[name], None)]
    within = [cut for cut in boundaries(record) if period.start < cut < period.end]
    dated = [force_at(record, defaults, name, start) for start in (period.start, *within)]
    return [force for i, force in enumerate(dated) if not i or force[1:] != dated[i - 1][1:]]
