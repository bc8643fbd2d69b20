"""Recommendations, and how those of two runs differ, as tables for a terminal."""

from collections import Counter
from pathlib import Path

from rich.table import Table
from rich.text import Text

from streams.difference import KINDS, Difference, both, by_detector
from streams.enforcement.cases import LIVE
from streams.plain_text import plain
from streams.report import Report, figure
from streams.tail import COLOURS

REASONS = 5  # for dead letters that are shown; the report has them all
FIGURES = 2  # of a recommendation; the report has them all


def recommendations(report: Report) -> Table:
    """What is recommended, the strongest first."""
    table = Table(box=None, padding=(0, 2, 1, 0), header_style="dim", pad_edge=False)
    for name in ("action", "account", "block", "figures", "clause"):
        table.add_column(name, ratio=1 if name == "figures" else None, min_width=6, overflow="fold")
    for record in report.by_strength:
        scope, clause = record.scope, record.clauses[0]
        table.add_row(
            Text(record.action, style=COLOURS[record.action]),
            Text(plain(record.account), style="bold"),
            Text(f"{scope.kind}\n{plain(scope.value)}" if scope.kind != "account" else "the account"),
            Text("\n".join(figure(evidence) for evidence in record.evidence[:FIGURES])),
            Text(f"{clause.document}\n{clause.article}", style="dim"),
        )
    return table


def summary(report: Report, seconds: float) -> str:
    """The whole run in two lines: what was read and found, and what is recommended at the end of it."""
    records = ", ".join(f"{n:,} {topic}" for topic, n in report.records.items())
    now = Counter(record.action for record in report.by_strength if record.state in LIVE)
    actions = ", ".join(f"{n:,} {action}" for action, n in now.items()) or "none"
    dead = sum(report.dead_letters.values())
    letters = f"{dead:,} dead letter{'s' * (dead != 1)}" if dead else "no dead letters"
    return (
        f"{records} in {seconds:.1f} s: {sum(report.alerts.values()):,} findings, {letters}\nrecommendations: {actions}"
    )


def dead_letters(report: Report, file: Path) -> list[str]:
    """Where the dead letters are, and what was wrong most often, with the first lines of each."""
    often = Counter(report.dead_letters).most_common(REASONS + 1)
    lines = [f"dead letters: {file}"]
    for (topic, error), n in often[:REASONS]:
        at = ", ".join(str(line) for line in report.lines[topic, error])
        lines.append(
            f"  {n:,} of {topic}: {plain(error)} (line {at}{', …' if n > len(report.lines[topic, error]) else ''})"
        )
    return [*lines, "  … and more, in the report"] if len(often) > REASONS else lines


def differences(difference: Difference) -> Table:
    """Which accounts are recommended for something else, and why."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    labelled = difference.labels is not None
    for name in ("", "account", *(["known as"] if labelled else []), "category", "before", "after", "because of"):
        table.add_column(name, overflow="fold")
    for change in difference.changes:
        table.add_row(
            change.kind,
            Text(plain(change.account), style="bold"),
            *([Text(plain(difference.known_as(change.account)))] if labelled else []),
            Text(plain(change.category)),
            *(Text(action or "none", style=COLOURS.get(action or "", "")) for action in (change.before, change.after)),
            Text(plain(", ".join(change.detectors))),
        )
    return table


def totals(difference: Difference) -> str:
    """How many accounts are added and spared, how often each action is recommended, and what each detector changes."""
    counts = {
        word: difference.counted(accounts)
        for word, accounts in (
            ("added", difference.added), ("spared", difference.spared), ("otherwise changed", difference.otherwise)
        )
    }  # fmt: skip
    told = []
    for word, known in counts.items():
        labels = ", ".join(f"{n:,} {label}" for label, n in known.items() if label != "accounts" and n)
        told.append(f"{known['accounts']:,} {word}" + (f" ({labels})" if labels else ""))
    actions = (f"{n:,} {action}, then {m:,}" for action, n, m in both(difference.before, difference.after))
    lines = [f"accounts: {', '.join(told)}", f"recommendations: {'; '.join(actions) or 'none'}"]
    for detector, kinds in by_detector(difference.changes).items():
        lines.append(f"{detector}: {', '.join(f'{kinds[kind]:,} {kind}' for kind in KINDS if kinds[kind])}")
    return "\n".join(lines)
