"""A person goes out of a case: what a finding was about is then somebody who was erased."""

from collections.abc import Collection

from msgspec.structs import replace

from streams.enforcement.cases import Case, Ground
from streams.records import Alert, Subject

ERASED = "erased"  # in the place of a person's hash


def names(case: Case, hashes: Collection[str]) -> bool:
    """Whether a case, or what it rests on, has a hash of somebody."""
    alerts = [ground.alert for grounds in case.grounds.values() for ground in grounds]
    return case.scope.value in hashes or any(_unnamed(alert, hashes) != alert for alert in alerts)


def unname(case: Case, hashes: Collection[str]) -> None:
    """Takes the hashes of somebody out of what a case rests on."""
    case.grounds = {
        detector: [_without(ground, hashes) for ground in grounds] for detector, grounds in case.grounds.items()
    }


def _without(ground: Ground, hashes: Collection[str]) -> Ground:
    return replace(ground, alert=_unnamed(ground.alert, hashes))


def _unnamed(alert: Alert, hashes: Collection[str]) -> Alert:
    claims = alert.claims and replace(
        alert.claims, counted=tuple(one for one in alert.claims.counted if one.value not in hashes)
    )
    scope = alert.scope and _somebody(alert.scope, hashes)
    return replace(alert, subject=_somebody(alert.subject, hashes), scope=scope, claims=claims)


def _somebody(subject: Subject, hashes: Collection[str]) -> Subject:
    return replace(subject, value=ERASED) if subject.value in hashes else subject
