"""`ringfence explain`: one finding or recommendation, so that an analyst or a customer can follow it."""

from collections.abc import Iterable
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from streams.enforcement.figures import counterfactual, figures_of
from streams.errors import Failed, WrongUsage
from streams.outputs import FromFolder, FromKafka, OutputRecord
from streams.plain_text import plain
from streams.records import Alert, Recommendation, Subject, json
from streams.report import figure
from streams.tail import COLOURS
from streams.times import utc

SHORTEST = 6  # letters of an id that may stand for it

Source = FromFolder | FromKafka


class Explained(NamedTuple):
    """A record and what belongs to it: the findings behind it, and all records of its case in their order."""

    record: OutputRecord
    findings: list[Alert]
    case: list[Recommendation]


def long_enough(id_: str) -> str:
    """An id, or how it begins, as it was given. Raises WrongUsage: that is known before anybody is asked for it."""
    if len(id_) < SHORTEST:
        raise WrongUsage(f"{id_}: too short for an id; give at least its first {SHORTEST} letters")
    return id_


def explained(id_: str, source: Source) -> Explained:
    """The finding or recommendation with an id, or with the one id that begins so.

    Raises Failed where there is none, or more than one.
    """
    found: dict[str, OutputRecord] = {}
    for output in ("enforcement", "alerts"):
        found |= {record.id: record for record in source.records(output, lambda other: other.startswith(id_))}
    if not found:
        raise Failed(f"{id_}: there is no finding or recommendation with this id on alerts or enforcement")
    if len(found) > 1 and id_ not in found:
        raise Failed(f"{id_}: {len(found)} ids begin so: {', '.join(sorted(found)[:5])}; give more of it")
    record = found.get(id_) or next(iter(found.values()))
    if isinstance(record, Alert):
        return Explained(record, [record], [])
    findings = set(record.findings)
    alerts = {alert.id: alert for alert in source.records("alerts", lambda other: other in findings)}
    case = [other for other in source.records("enforcement", lambda _: True) if other.case == record.case]  # type: ignore[union-attr]  # they are recommendations
    return Explained(record, [a for id_ in record.findings if isinstance(a := alerts.get(id_), Alert)], _ordered(case))


def as_json(found: Explained) -> bytes:
    """The same for programs: the record, its findings and its case."""
    return json({"record": found.record, "findings": found.findings, "case": found.case}) + b"\n"


def _ordered(case: Iterable[OutputRecord]) -> list[Recommendation]:
    """Each record of a case once, behind the one that it supersedes."""
    records = {record.id: record for record in case if isinstance(record, Recommendation)}
    following = {record.supersedes: record for record in records.values()}
    ordered, last = list[Recommendation](), None
    while (record := following.get(last)) is not None and len(ordered) < len(records):
        ordered.append(record)
        last = record.id
    return ordered


def page(found: Explained, language: str = "en") -> RenderableType:
    """What is shown of it."""
    if isinstance(found.record, Alert):
        return Group(*_finding(found.record), *_part("What would not have been found", _allowed(found.record)))
    return Group(*_recommendation(found.record, found, language))


def _recommendation(record: Recommendation, found: Explained, language: str) -> Iterable[RenderableType]:
    newest = found.case[-1] if found.case else record
    marks = ["urgent"] if record.urgent else []
    waits = record.approval == "required" and record.state == "open" and newest.id == record.id
    marks += ["needs approval"] if waits else []
    state = record.state if newest.id == record.id else f"superseded by {newest.id}, which is {newest.state}"
    action, account = (record.action, COLOURS[record.action]), (plain(record.account), "bold")
    yield Text.assemble(action, f" {_named(record.scope)} of ", account)
    yield Text(f"recommendation {record.id}, case {record.case}, category {record.category}")
    yield Text(", ".join([state, *marks]))
    yield Text(f"at {utc(record.ts)} UTC; takes effect {utc(record.effective_from)} UTC")
    if record.parameters:
        yield Text("held to: " + ", ".join(f"{held.name} {held.value}" for held in record.parameters))
    yield from _part("Why", Text(plain(record.reason)))
    if record.emergency_basis:
        yield from _part("Why without notice", Text(plain(record.emergency_basis)))
    yield from _part("Figures", _figures(record))
    yield from _part("Clauses", *(Text(f"{c.document}, {c.article}: {c.title}") for c in record.clauses))
    yield from _part("What would not have been found", Text(record.counterfactual))
    yield from _part("Findings", *(line for alert in found.findings for line in _finding(alert)))
    yield from _part("The case so far", *(_turn(other, record) for other in found.case))
    notice = record.notice.ja if language == "ja" else record.notice.en
    yield from _part("Notice to the customer", Text(notice))


def _finding(alert: Alert) -> Iterable[RenderableType]:
    covered = f", covered by the declared event {plain(alert.declared)}" if alert.declared else ""
    yield Text.assemble(
        (alert.severity, COLOURS[alert.severity]), f" {alert.detector}, level {alert.level}{covered}, of ",
        (plain(alert.account), "bold"), f", {_named(alert.subject)}",
    )  # fmt: skip
    yield Text(f"finding {alert.id}, at {utc(alert.ts)} UTC, looking back to {utc(alert.window.start)} UTC")
    yield Text(plain(alert.summary))
    for evidence in alert.evidence:
        yield Text(f"  {figure(evidence)}")
    events = ", ".join(plain(sample) for sample in alert.samples)
    yield Text(f"crossing event {plain(alert.crossing or 'none')}; sample events: {events}")


def _figures(record: Recommendation) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("figure", "observed", "limit"):
        table.add_column(column)
    for evidence in record.evidence:
        name, _, value = figure(evidence).partition(": ")
        observed, _, limit = value.rpartition(", limit ")
        table.add_row(name, observed, limit)
    return table


def _allowed(alert: Alert) -> Text:
    return Text(counterfactual(figures_of(alert), alert.level))


def _turn(other: Recommendation, record: Recommendation) -> Text:
    here = "  <- this one" if other.id == record.id else ""
    return Text(f"{utc(other.ts)}  {other.action}, {other.state}  {other.id}{here}")


def _named(subject: Subject) -> str:
    return "the account" if subject.kind == "account" else f"{subject.kind} {plain(subject.value)}"


def _part(title: str, *lines: RenderableType) -> Iterable[RenderableType]:
    if lines:
        yield Text(f"\n{title}", style="bold")
        for line in lines:
            yield Padding(line, (0, 0, 0, 2))
