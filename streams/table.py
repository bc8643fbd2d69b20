"""Recommendations as a table for a terminal."""

from collections import Counter

from rich.table import Table
from rich.text import Text

from streams.enforcement.cases import LIVE
from streams.report import Report, figure
from streams.tail import COLOURS, plain

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
