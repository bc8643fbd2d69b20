"""Findings that wait for evidence from another stream: a text that went to many, the report that completes it. Pure.

A text waits as of each time at which it had spread far enough. Of the reports that fired within seven days of that the
first completes it, whichever of the two is known first.
"""

import msgspec

from detectors.spans import DAY
from detectors.totals import KEPT
from streams.alerts import SHOWN
from streams.identity import identity
from streams.records import Alert, Window

NEAR = 7 * DAY  # how far apart a text and a report may be, either way
EVIDENT = frozenset({"report.spam", "report.phishing", "report.fraud"})  # reports that are evidence against a text


class Spread(msgspec.Struct, frozen=True, tag_field="kind", tag="spread"):
    """A text would be a finding if there were evidence against it: `alert`, as of the event at which it had spread.

    A record of `ringfence.totals`.
    """

    account: str
    alert: Alert


class Fired(msgspec.Struct, frozen=True, tag_field="kind", tag="fired"):
    """Reports have fired that are evidence against an account's texts; a record of `ringfence.totals`."""

    account: str
    alert: Alert


class Waiting(msgspec.Struct, array_like=True):
    """A text as it was told last, and all times at which it had spread, in the order in which they were told."""

    alert: Alert
    times: list[int]


class Kept(msgspec.Struct, array_like=True):
    """What is known of an account: reports in the order of their topic, texts, and by id the findings that were made.

    Of these, when their reports fired.
    """

    fired: list[Alert] = []
    waiting: list[Waiting] = []
    said: dict[str, int] = {}


class Evidence:
    """The reports against one account and its texts that spread, of the last 62 days."""

    def __init__(self, kept: Kept | None = None) -> None:
        self.kept = kept or Kept()

    def spread(self, text: Alert) -> list[Alert]:
        """Notes that a text had spread; the finding that this completes, if any."""
        waiting = next((w for w in self.kept.waiting if is_same(w.alert, text)), None)
        if waiting is None:
            waiting = Waiting(text, [])
            self.kept.waiting.append(waiting)
        if text.ts in waiting.times:
            return []
        waiting.alert = text
        waiting.times.append(text.ts)
        report = next((report for report in self.kept.fired if near(report.ts, text.ts)), None)
        found = self._once(text, report) if report else []
        self._forget()
        return found

    def fire(self, report: Alert) -> list[Alert]:
        """Notes a report that fired; the findings that it completes."""
        if any(report.id == other.id for other in self.kept.fired):
            return []
        found = [
            alert
            for waiting in self.kept.waiting
            for ts in waiting.times
            if near(report.ts, ts) and not any(near(other.ts, ts) for other in self.kept.fired)
            for alert in self._once(msgspec.structs.replace(waiting.alert, ts=ts), report)
        ]
        self.kept.fired.append(report)
        self._forget()
        return found

    def _once(self, text: Alert, report: Alert) -> list[Alert]:
        alert = completed(text, report)
        if alert.id in self.kept.said:
            return []
        self.kept.said[alert.id] = report.ts
        return [alert]

    def _forget(self) -> None:
        kept = self.kept
        times = [*(report.ts for report in kept.fired), *(time for waiting in kept.waiting for time in waiting.times)]
        oldest = max(times) - KEPT
        if min(times) > oldest:
            return
        kept.fired = [report for report in kept.fired if report.ts > oldest]
        for waiting in kept.waiting:
            waiting.times = [time for time in waiting.times if time > oldest]
        kept.waiting = [waiting for waiting in kept.waiting if waiting.times]
        kept.said = {id_: ts for id_, ts in kept.said.items() if ts > oldest}


def is_same(one: Alert, other: Alert) -> bool:
    """Whether two say the same of one text, at whatever time."""
    return (one.detector, one.subject) == (other.detector, other.subject)


def near(a: int, b: int) -> bool:
    """Whether a text and a report belong together, by their times."""
    return abs(a - b) <= NEAR


def completed(text: Alert, report: Alert) -> Alert:
    """The finding on a text, of which a report is the evidence: it crosses with that, at the later of both times."""
    ts, subject, crossing = max(text.ts, report.ts), text.subject, report.crossing or ""
    whom = (subject.kind, subject.value, str(text.level), crossing)
    return msgspec.structs.replace(
        text,
        id=identity(text.account, f"{text.detector}@{text.version}", *whom),
        ts=ts,
        window=Window(min(text.window.start, report.ts), max(text.window.end, ts)),
        evidence=(*text.evidence, *report.evidence),
        crossing=crossing,
        samples=(*text.samples, crossing)[-SHOWN:],
        summary=f"{text.summary.removesuffix('.')}; {report.summary[0].lower()}{report.summary[1:]}",
    )
