"""The second stage: what streams say of an account's slots, to findings on their sum. Pure; no clock.

Findings on sums have no crossing event: their ids stand for the calendar period, so they do not depend on which record
of which stream came last. Their figures may.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from detectors.base import of_stream
from detectors.ledger import Ledger, Period
from detectors.over_totals import Known, OverTotals
from detectors.policy import Policy
from detectors.reached import InForce
from detectors.totals import SETTLED, SLOT
from streams.calendar_alerts import calendar_alert
from streams.events import AccountRecord
from streams.limits import boundaries, defaults_of, force_at
from streams.pools import Draw, PortionOf, draw_of
from streams.records import Alert
from streams.telling import Total


class Totals:
    """The books of the accounts of one partition, and what they are judged by."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.detectors = [detector for detector in of_stream("totals") if issubclass(detector, OverTotals)]
        self.defaults = {n: v for d in self.detectors for n, v in defaults_of(d, policy.detectors[d.id]).items()}
        self.ledgers: dict[str, Ledger] = {}

    def take(self, total: Total, record: AccountRecord | None) -> list[Alert | Draw]:
        """What is found once this is known, and what it means for a pool.

        `record` is what the platform knows of the account, None: nothing.
        """
        ledger = self.ledger(total.account)
        month = ledger.month(total.slot)
        if month is None or not month.raise_to(total.stream, total.slot, total.bytes, total.cost):
            return []
        draw = draw_of(total, record)
        by_sums = [detector for detector in self.detectors if not detector.portions_in_a_row]
        alerts = self._judged(by_sums, total.account, total.slot, record, total.ts)
        return [draw, *alerts] if draw else [*alerts]

    def portion(self, of: PortionOf, record: AccountRecord | None) -> list[Alert]:
        """What is found once an account's portion of its pool is known."""
        alerts = list[Alert]()
        for detector in self.detectors:
            if detector.portions_in_a_row:
                later = (detector.portions_in_a_row - 1) * SLOT
                self.ledger(of.account).put(of.slot, of.portion, later)
                for slot in range(of.slot, of.slot + later + 1, SLOT):
                    alerts += self._judged([detector], of.account, slot, record, slot + SLOT + SETTLED)
        return alerts

    def ledger(self, account: str) -> Ledger:
        """The books of an account."""
        return self.ledgers.setdefault(account, Ledger())

    def _judged(
        self, detectors: Iterable[type[OverTotals]], account: str, slot: int, record: AccountRecord | None, ts: int
    ) -> list[Alert]:
        """What these say for the first time of the period of a slot."""
        month, alerts = self.ledger(account).month(slot), list[Alert]()
        if month is None:
            return alerts
        known = Known(record.contract_bps if record else None, partial(timeline, record, self.defaults))
        for detector in detectors:
            period = detector.period(slot)
            for reached in detector.reached(month, slot, known):
                key = detector.id, reached.level, period.start
                if key not in month.said:
                    month.said.add(key)
                    alerts.append(calendar_alert(self.policy, detector, account, reached, period.start, ts))
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
