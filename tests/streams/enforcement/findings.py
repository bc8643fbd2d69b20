"""Findings with the words and figures of the real detectors, told in a few words."""

from types import SimpleNamespace

from detectors.base import Detector, catalogue
from detectors.policy import load
from streams.identity import identity
from streams.records import Alert, Severity, Subject, Window

T0 = 1_764_547_200_000  # 2025-12-01 00:00 UTC
HOUR = 3_600_000
POLICY = load()
DETECTORS: dict[str, type[Detector]] = {detector.id: detector for detector in catalogue()}

SEEN = {
    "voice.unowned-caller-id": SimpleNamespace(
        ten_minutes=SimpleNamespace(unowned=60, attempts=60), day=SimpleNamespace(unowned=60, attempts=9_060)
    ),
    "voice.invalid-caller-id": SimpleNamespace(ten_minutes=SimpleNamespace(invalid=30, attempts=400)),
    "voice.failed-verification": SimpleNamespace(ten_minutes=SimpleNamespace(unverified=10, attempts=11)),
    "voice.abandoned-calls": SimpleNamespace(
        thirty_days=SimpleNamespace(abandoned=60, perhaps_abandoned=0, dialed=600)
    ),
    "voice.short-calls": SimpleNamespace(day=SimpleNamespace(short=120, answered=200)),
    "voice.early-hangups": SimpleNamespace(day=SimpleNamespace(given_up=100, ended=300)),
    "load.calls-per-second": SimpleNamespace(burst=11, seconds=2, ordinary_seconds=0),
}


def finding(
    detector: str,
    *,
    account: str = "acme",
    level: int = 1,
    after: int = 0,
    severity: Severity = "medium",
    campaign: str | None = None,
    crossing: str = "e1",
    shadow: bool = False,
    limits: dict[str, float] | None = None,
) -> Alert:
    """A finding of one detector, `after` ms from T0, under the policy's limits unless others are given."""
    made_by, row = DETECTORS[detector], POLICY.detectors[detector]
    under = row.limits | (limits or {})
    subject = Subject("campaign", campaign) if campaign else Subject("account", account)
    return Alert(
        id=identity(account, f"{detector}@1", subject.kind, subject.value, str(level), crossing),
        account=account,
        ts=T0 + after,
        detector=detector,
        version=1,
        category=row.category,
        channel="voice",
        level=level,
        severity=severity,
        confidence=made_by.confidence,
        subject=subject,
        window=Window(T0 + after - (made_by.window or HOUR), T0 + after),
        evidence=tuple(made_by.evidence(SEEN[detector], under)),
        crossing=crossing,
        samples=(crossing,),
        summary=made_by.summary(SEEN[detector], under),
        shadow=shadow,
        declared="d1" if level == 0 else None,
    )
