"""Recommendations as a table for a terminal."""

from rich.table import Table
from rich.text import Text

from streams.report import Report, figure
from streams.tail import COLOURS, plain

FIGURES = 2  # of a recommendation; the report has them all


def recommendations(report: Report) -> Table:
    """What is recommended now, the strongest first."""
    table = Table(box=None, padding=(0, 2, 1, 0), header_style="dim")
    for name, least in (("action", 8), ("account", 18), ("block", 12), ("figures", 24), ("clause", 12)):
        table.add_column(name, min_width=least, overflow="fold")
    for record in report.by_strength:
        table.add_row(
            Text(record.action, style=COLOURS[record.action]),
            Text(plain(record.account), style="bold"),
            Text(
                plain(f"{record.scope.kind} {record.scope.value}") if record.scope.kind != "account" else "the account"
            ),
            Text("\n".join(figure(evidence) for evidence in record.evidence[:FIGURES])),
            Text(f"{record.clauses[0].document} {record.clauses[0].article}", style="dim"),
        )
    return table


def summary(report: Report, seconds: float) -> str:
    """The whole run in two lines."""
    records = ", ".join(f"{n:,} {topic}" for topic, n in report.records.items())
    actions = ", ".join(f"{n:,} {action}" for action, n in sorted(report.recommendations.items())) or "none"
    dead = sum(report.dead_letters.values())
    letters = f"{dead:,} dead letter{'s' * (dead != 1)}" if dead else "no dead letters"
    return (
        f"{records} in {seconds:.1f} s: {sum(report.alerts.values()):,} findings, {letters}\nrecommendations: {actions}"
    )
