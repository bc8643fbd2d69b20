"""Findings as the detectors make them, told in a few words."""

from detectors.evidence import Evidence
from detectors.rates import wilson_lower, wilson_upper
from streams.identity import identity
from streams.records import Alert, Severity, Subject, Window

T0 = 1_764_547_200_000  # 2025-12-01 00:00 UTC
HOUR = 3_600_000
DAY = 24 * HOUR


def share(metric: str, k: int, n: int, limit: float) -> Evidence:
    lower, upper = round(float(wilson_lower(k, n)), 6), round(float(wilson_upper(k, n)), 6)
    return Evidence(metric, round(k / n, 6), limit, "share", k, n, lower, upper)


def count(metric: str, observed: int, limit: float, unit: str = "calls") -> Evidence:
    return Evidence(metric, observed, limit, unit)


FIGURES: dict[str, tuple[str, int, tuple[Evidence, ...], str]] = {
    "voice.unowned-caller-id": (
        "voice-spoofing",
        DAY,
        (
            count("unowned_caller_ids_in_10_minutes", 60, 10),
            share("unowned_caller_id_share_in_10_minutes", 60, 60, 0.05),
            count("unowned_caller_ids_in_24_hours", 60, 100),
            share("unowned_caller_id_share_in_24_hours", 60, 4_060, 0.01),
        ),
        (
            "60 of 60 outbound call attempts within 10 minutes showed a caller ID that the account neither holds nor has "
            "verified."
        ),
    ),
    "voice.invalid-caller-id": (
        "voice-spoofing",
        10 * 60_000,
        (
            count("invalid_caller_ids_in_10_minutes", 30, 10),
            share("invalid_caller_id_share_in_10_minutes", 30, 400, 0.05),
        ),
        (
            "30 of 400 outbound call attempts within 10 minutes showed a caller ID that is malformed or that no numbering "
            "plan allocates."
        ),
    ),
    "voice.failed-verification": (
        "voice-spoofing",
        10 * 60_000,
        (
            count("failed_verifications_in_10_minutes", 10, 10),
            share("failed_verification_share_in_10_minutes", 10, 11, 0.05),
        ),
        "10 of 11 outbound call attempts within 10 minutes failed caller ID verification (TN-Validation-Failed).",
    ),
    "voice.abandoned-calls": (
        "voice-dialing",
        30 * DAY,
        (share("abandoned_share_in_30_days", 60, 600, 0.03),),
        (
            "For 60 of 600 dialer calls that people answered within 30 days no agent came within 2 seconds; 3.0% may be "
            "abandoned."
        ),
    ),
    "voice.short-calls": (
        "voice-dialing",
        DAY,
        (share("short_call_share_in_24_hours", 120, 200, 0.15),),
        "120 of 200 answered calls within 24 hours lasted six seconds or less; 15% may.",
    ),
    "voice.early-hangups": (
        "voice-dialing",
        DAY,
        (share("early_hangup_share_in_24_hours", 100, 300, 0.20),),
        (
            "100 of 300 outbound calls within 24 hours were given up by the caller within 15 seconds of ringing; 20% may "
            "be."
        ),
    ),
    "load.calls-per-second": (
        "load",
        300_000,
        (
            count("attempts_in_1000_ms", 11, 5, "calls/s"),
            count("seconds_over_the_limit_in_5_minutes", 2, 10, "seconds"),
        ),
        "11 call attempts within 1000 ms, where 5 a second are allowed; 2 distinct seconds over that within 5 minutes.",
    ),
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
) -> Alert:
    """A finding of one detector, `after` ms from T0."""
    category, window, evidence, summary = FIGURES[detector]
    subject = Subject("campaign", campaign) if campaign else Subject("account", account)
    return Alert(
        id=identity(account, f"{detector}@1", subject.kind, subject.value, str(level), crossing),
        account=account,
        ts=T0 + after,
        detector=detector,
        version=1,
        category=category,
        channel="voice",
        level=level,
        severity=severity,
        confidence=1.0 if category == "load" else 0.95,
        subject=subject,
        window=Window(T0 + after - window, T0 + after),
        evidence=evidence,
        crossing=crossing,
        samples=(crossing,),
        summary=summary,
        shadow=shadow,
        declared="d1" if level == 0 else None,
    )
