"""Alerts that no event crosses: of a level reached once in a calendar period, for which their ids stand."""

from detectors.base import Detector
from detectors.policy import Policy
from detectors.reached import Reached
from streams.identity import identity
from streams.records import Alert, Claims, Subject, Window
from streams.rollout import in_shadow


def calendar_alert(
    policy: Policy,
    detector: type[Detector],
    account: str,
    reached: Reached,
    period: int,
    ts: int,
    about: Subject | None = None,
) -> Alert:
    """The alert of a level that an account reached by `ts` in the period that begins at `period`, both Unix ms.

    `about` is its subject, None: the account.
    """
    row, level, subject = policy.detectors[detector.id], reached.level, about or Subject("account", account)
    rule, whom = f"{detector.id}@{detector.version}", (subject.kind, subject.value)
    return Alert(
        id=identity(account, rule, *whom, str(level), str(period)),
        account=account,
        ts=ts,
        detector=detector.id,
        version=detector.version,
        category=row.category,
        channel=detector.channel,
        level=level,
        severity=row.severity[level - 1] if level else "info",
        confidence=detector.confidence,
        subject=subject,
        window=Window(period, ts),
        evidence=tuple(detector.evidence(reached.seen, reached.limits)),
        crossing=None,
        samples=(),
        summary=detector.summary(reached.seen, reached.limits),
        shadow=in_shadow(policy, detector.id, account),
        declared=reached.declared,
        claims=Claims(reached.at) if detector.revised_by_limit else None,
    )
