"""Findings with the words and figures of the real detectors, each from its own story, told in a few words."""

import importlib
from functools import cache

import msgspec

from detectors.base import ACCOUNT, Detector, catalogue
from detectors.policy import Policy, load
from streams.claims import number_hashes
from streams.enforcement.stage import Enforcement
from streams.identity import identity
from streams.installation import HERE
from streams.records import Alert, Severity, Subject, Window
from tests.account_records import Records
from tests.books import Books
from tests.contracts.telling import telling

T0 = 1_764_547_200_000  # 2025-12-01 00:00 UTC
HOUR = 3_600_000
POLICY = load()
DETECTORS: dict[str, type[Detector]] = {detector.id: detector for detector in catalogue()}
ACTING = sorted(name for name in DETECTORS if POLICY.detectors[name].actions)  # of the others the operator hears alone


def _told(detector: type[Detector], limits: dict[str, float] | None) -> list[Alert]:
    if detector.over_totals or detector.over_facts:
        return _without_events(detector.id, tuple((limits or {}).items()))
    own = telling(detector)
    return own.given(limits=limits) if limits else own.own


@cache
def _without_events(detector: str, limits: tuple[tuple[str, float], ...]) -> list[Alert]:
    area, name = detector.replace("-", "_").split(".")
    story: Books | Records = importlib.import_module(f"tests.detectors.{area}.test_{name}").STORY
    return (story.knowing(limits=dict(limits)) if limits else story).judge(detector)


def staging(policy: Policy = POLICY, key: str = "") -> Enforcement:
    """A new stage; without a key it keys no hashes."""
    return Enforcement(policy, number_hashes(HERE), key)


def finding(
    detector: str,
    *,
    account: str = "acme",
    level: int = 1,
    after: int = 0,
    severity: Severity = "medium",
    campaign: str | None = None,
    scope: Subject | None = None,
    crossing: str = "e1",
    shadow: bool = False,
    limits: dict[str, float] | None = None,
) -> Alert:
    """What one detector says in its story at this level, or the nearest to it that it has: of an account, at a time.

    The time is `after` ms from T0. `limits` are the account's own. Unless it is about somebody who is called, it is
    about the account, or one of its campaigns; and `scope` is the same.
    """
    told = _told(DETECTORS[detector], limits)
    alert = min(told, key=lambda alert: abs(alert.level - level))
    subject = alert.subject if alert.subject.kind not in {ACCOUNT, "campaign"} else Subject("account", account)
    if campaign:
        subject = Subject("campaign", campaign)
    return msgspec.structs.replace(
        alert,
        id=identity(account, f"{detector}@1", subject.kind, subject.value, str(level), crossing),
        account=account,
        ts=T0 + after,
        level=level,
        severity=severity,
        subject=subject,
        scope=scope or subject,
        window=Window(T0 + after - (alert.ts - alert.window.start), T0 + after),
        crossing=crossing,
        samples=(crossing,),
        shadow=shadow,
        declared="d1" if level == 0 else None,
    )
