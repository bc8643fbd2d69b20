"""From a finding, at the very event that made it, to the alert that says so."""

from types import SimpleNamespace
from typing import Any

from detectors.base import Detector, Seen
from detectors.layout import Layout, name_of
from detectors.policy import Policy
from streams.identity import identity
from streams.records import Alert, Claims, Subject, Window
from streams.rollout import in_shadow

SHOWN = 10  # sample events
PANES = 60  # that a window slides in
ORDINARY = "ordinary_"  # before a figure's name: the same under the ordinary limits


class AlertWriter:
    """Writes the alerts of one stream's detectors."""

    def __init__(self, layout: Layout, policy: Policy) -> None:
        self.layout, self.policy = layout, policy

    def seen(self, detector: type[Detector], row: Any, figures: Any, level: int) -> Seen:  # noqa: ANN401
        """What the detector saw, as plain numbers by name; of the ordinary side at level 0, where it is level 1.

        `row` and `figures` are numpy records.
        """
        values: dict[str, Any] = {
            span.name: SimpleNamespace(**{name: int(row[span.name][name]) for name in names})
            for span, names in detector.counts.items()
        }
        if detector.figures:
            given = {name: int(figures[name_of(detector)][name]) for name in detector.figures}
            sides = {name.removeprefix(ORDINARY): n for name, n in given.items() if name.startswith(ORDINARY)}
            values |= {name: n for name, n in given.items() if not name.startswith(ORDINARY)}
            values |= sides if level == 0 else {}
        return SimpleNamespace(level=max(level, 1), **values)

    def alert(
        self,
        detector: type[Detector],
        *,
        account: str,
        subject: Subject,
        scope: Subject | None,
        level: int,
        ts: int,
        clock: int,
        crossing: str,
        samples: list[str],
        seen: Seen,
        limits: dict[str, float],
        declared: str | None,
        emergency: bool,
        claims: Claims | None,
    ) -> Alert:
        """The alert of one finding. `limits` are those that it is over."""
        policy = self.policy.detectors[detector.id]
        summary = detector.summary(seen, limits)
        if emergency:
            summary += f" {'Messages' if detector.channel == 'sms' else 'Calls'} to emergency numbers are among them."
        severity = policy.severity[level - 1] if level else "info"
        return Alert(
            id=identity(
                account, f"{detector.id}@{detector.version}", subject.kind, subject.value, str(level), crossing
            ),
            account=account,
            ts=ts,
            detector=detector.id,
            version=detector.version,
            category=policy.category,
            channel=detector.channel,
            level=level,
            severity="critical" if emergency else severity,
            confidence=detector.confidence,
            subject=subject,
            scope=scope,
            window=self.window(detector, clock, getattr(seen, "at", None), ts),
            evidence=tuple(detector.evidence(seen, limits)),
            crossing=crossing,
            samples=tuple([*(s for s in samples if s != crossing), crossing][-SHOWN:]),
            summary=summary,
            shadow=in_shadow(self.policy, detector.id, account),
            declared=declared,
            claims=claims,
        )

    def window(self, detector: type[Detector], clock: int, at: int | None, ts: int) -> Window:
        """What the detector looked at: its window's panes up to now, or its window before `at` or the event."""
        if at is not None:
            return Window(min(at, ts) - (detector.window or 0), clock)
        if detector.counts:
            span = max(detector.counts, key=lambda span: span.ms)
            return Window((clock // span.pane - span.panes + 1) * span.pane, clock)
        pane = (detector.window or 0) // PANES
        return Window((clock // pane - PANES + 1) * pane if pane else clock, clock)
