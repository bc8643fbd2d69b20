"""What account records alone say of an account, to findings. Pure; no clock: a finding is of a date in the record."""

from functools import partial

from detectors.base import of_stream
from detectors.over_facts import Dated, Force, Held, OverFacts
from detectors.policy import Policy
from streams.events import AccountRecord
from streams.identity import identity
from streams.limits import limits_at
from streams.records import Alert, Claims, Subject, Window


class FactJudge:
    """Judges account records as they are read; it says the same of a calendar period once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.detectors = [detector for detector in of_stream("accounts") if issubclass(detector, OverFacts)]
        self.said: set[str] = set()

    def judge(self, record: AccountRecord) -> list[Alert]:
        """What is found in a record that was not found before."""
        held = [Held(number.number, number.from_ or 0, number.until) for number in record.numbers or ()]
        alerts = [
            self.alert(detector, record.account, dated)
            for detector in self.detectors
            for dated in detector.reached(held, partial(self.force, record, detector.id))
        ]
        fresh = [alert for alert in alerts if alert.id not in self.said]
        self.said.update(alert.id for alert in fresh)
        return fresh

    def force(self, record: AccountRecord, detector: str, name: str, ts: int) -> Force:
        """A limit of an account at a time."""
        at = limits_at(record, ts, self.policy.detectors[detector].limits)
        return Force(at.effective[name], at.ordinary[name], at.sources.get(name))

    def alert(self, detector: type[OverFacts], account: str, dated: Dated) -> Alert:
        """The alert of a level that was reached."""
        row, level, subject = self.policy.detectors[detector.id], dated.level, Subject("account", account)
        rule, whom, start = f"{detector.id}@{detector.version}", (subject.kind, subject.value), str(dated.period)
        return Alert(
            id=identity(account, rule, *whom, str(level), start),
            account=account,
            ts=dated.ts,
            detector=detector.id,
            version=detector.version,
            category=row.category,
            channel=detector.channel,
            level=level,
            severity=row.severity[level - 1] if level else "info",
            confidence=detector.confidence,
            subject=subject,
            window=Window(min(dated.period, dated.ts), dated.ts),
            evidence=tuple(detector.evidence(dated.seen, dated.limits)),
            crossing=None,
            samples=(),
            summary=detector.summary(dated.seen, dated.limits),
            declared=dated.declared,
            claims=Claims(dated.ts) if detector.revised_by_limit else None,
        )
