"""The alert that a detector could not judge an event; for operators, since no customer has done anything."""

from detectors.base import Detector
from detectors.evidence import count
from streams.identity import identity
from streams.records import Alert, Subject, Window

ID, VERSION = "detector.failed", 1


def failed(detector: type[Detector], account: str, ts: int, crossing: str, why: str) -> Alert:
    """The alert of a detector that is off for an account from an event on; `why` has no content of any record."""
    subject = Subject("detector", detector.id)
    return Alert(
        id=identity(account, f"{ID}@{VERSION}", subject.kind, subject.value, "1", crossing),
        account=account,
        ts=ts,
        detector=ID,
        version=VERSION,
        category="account",
        channel=detector.channel,
        level=1,
        severity="high",
        confidence=1.0,
        subject=subject,
        window=Window(ts, ts),
        evidence=(count("events_not_judged", 1, limit=1, unit="events"),),
        crossing=crossing,
        samples=(crossing,),
        summary=f"{detector.id} could not judge an event ({why}) and is off for this account from then on.",
        declared=None,
    )
