"""The second stage: what streams say of an account's slots, to findings on their sum. Pure; no clock.

Findings on sums have no crossing event: their ids stand for the calendar period, so they do not depend on which record
of which stream came last. Their figures may.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from detectors.base import Detector, of_stream
from detectors.ledger import Ledger, Period
from detectors.over_totals import InForce, Known, OverTotals, Reached
from detectors.policy import Policy
from streams.events import AccountRecord
from streams.identity import identity
from streams.limits import boundaries, defaults_of, limits_at
from streams.records import Alert, Claims, Subject, Window
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
                    alerts.append(self.alert(detector, total, period, reached))
        return alerts

    def alert(self, detector: type[Detector], total: Total, period: Period, reached: Reached) -> Alert:
        """The alert of a level that was reached with a record."""
        row, level, subject = self.policy.detectors[detector.id], reached.level, Subject("account", total.account)
        rule, whom, start = f"{detector.id}@{detector.version}", (subject.kind, subject.value), str(period.start)
        return Alert(
            id=identity(total.account, rule, *whom, str(level), start),
            account=total.account,
            ts=total.ts,
            detector=detector.id,
            version=detector.version,
            category=row.category,
            channel=detector.channel,
            level=level,
            severity=row.severity[level - 1] if level else "info",
            confidence=detector.confidence,
            subject=subject,
            window=Window(period.start, total.ts),
            evidence=tuple(detector.evidence(reached.seen, reached.limits)),
            crossing=None,
            samples=(),
            summary=detector.summary(reached.seen, reached.limits),
            declared=reached.declared,
            claims=Claims(reached.slot) if detector.revised_by_limit else None,
        )


def timeline(
    record: AccountRecord | None, defaults: Mapping[str, float], name: str, period: Period
) -> Sequence[InForce]:
    """An account's limit through a period."""
    if record is None:
        return [InForce(period.start, defaults[name], defaults[name], None)]
    within = [cut for cut in boundaries(record) if period.start < cut < period.end]
    limits = [(start, limits_at(record, start, {name: defaults[name]})) for start in (period.start, *within)]
    dated = [InForce(start, at.effective[name], at.ordinary[name], at.sources.get(name)) for start, at in limits]
    return [force for i, force in enumerate(dated) if not i or force[1:] != dated[i - 1][1:]]
