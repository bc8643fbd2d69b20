"""The rows about reports again, from the contract alone: every report of the week is looked at anew each time.

Where the contract leaves room: a window of a week has panes of 1/60 of it, as all have. A reporter counts once, with
the trust in the report of the greatest pane, of several the one that came last. Who does not say who they are are one.
A kind that is not given is `other`, a trust that is not given 0. Trusts are taken in millionths, rounded half up.
"""

from collections import defaultdict, deque
from decimal import ROUND_HALF_UP, Decimal

from tests.oracle.arrival import Event
from tests.oracle.judge import Finding
from tests.oracle.verdict import Voice

WEEK = 7 * 86_400_000
PANE = WEEK // 60


def judge_reports(reports: list[Event]) -> list[Finding]:
    """What has to be found."""
    ids: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=64))
    clocks: dict[str, int] = defaultdict(int)
    heard: dict[tuple[str, str], list[Event]] = defaultdict(list)
    voices: dict[tuple[str, str], Voice] = defaultdict(lambda: Voice(WEEK))
    found = []
    for report in reports:
        account, kind = report["account"], report.get("kind") or "other"
        if report["id"] in ids[account]:
            continue
        ids[account].append(report["id"])
        clock = clocks[account] = max(clocks[account], report["ts"])
        if report["ts"] // PANE <= clock // PANE - 60:
            continue
        heard[account, kind].append(report)
        level = int(enough(report, [r for r in heard[account, kind] if r["ts"] // PANE > clock // PANE - 60]))
        found += [
            Finding(account, f"report.{kind}", "account", account, said, report["id"], report["ts"])
            for said in voices[account, kind].speak(level, clock)
        ]
    return found


def enough(last: Event, reports: list[Event]) -> bool:
    """Whether the last report is enough, or all of the week together."""
    latest: dict[str | None, Event] = {}
    for report in reports:
        before = latest.get(report.get("reporter"))
        if before is None or report["ts"] // PANE >= before["ts"] // PANE:
            latest[report.get("reporter")] = report
    together = sum(map(trust, latest.values()))
    return trust(last) >= 900_000 or (len(latest) >= 3 and together >= 1_000_000)


def trust(report: Event) -> int:
    """In millionths."""
    return int((Decimal(repr(report.get("trust") or 0)) * 1_000_000).quantize(Decimal(1), ROUND_HALF_UP))
