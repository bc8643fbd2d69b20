"""What `make quality` found, as tables, a page with plots, and JSON. Simulated and real never stand in one table."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import msgspec
import orjson

from benchmarks.plots import bars, lines
from benchmarks.quality.comparing import ByKind, Compared, Row
from benchmarks.quality.measures import Spread
from benchmarks.quality.outcomes import WHOLE
from benchmarks.quality.what_if import Point
from benchmarks.tables import Table, markdown, page
from streams.evaluation import Measured, Share
from streams.model_training import table

WAYS = (
    "", "precision", "blatant found", "adapting found", "honest suspended", "per 1,000 account-months",
    "minutes, blatant", "minutes, adapting", "events, blatant",
)  # fmt: skip
ABUSERS = ("abusers", "", "accounts", "warned or more", "throttled or more", "suspended", "missed")
HONEST = ("honest", "accounts", "warned or more", "throttled or more", "suspended", "by")
LIMITS = ("limit", "value", "abusers found", "honest warned or more", "of these suspended")


class Report(msgspec.Struct, frozen=True):
    """Everything that was found, and what of."""

    command: str
    seed: int
    days: int
    records: dict[str, int]
    compared: Compared
    what_if: tuple[Point, ...]
    content: dict[str, Measured] | None  # None: there were no corpora

    def json(self) -> bytes:
        """The figures, as JSON."""
        plain: Any = msgspec.to_builtins(self)
        return orjson.dumps(plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def tables(report: Report) -> Iterator[Table]:
    """Every table."""
    found = report.compared
    milder = (
        f"Times are medians of those found. Honest accounts warned or throttled, and not more: {_share(found.milder)}."
    )
    rows = [_row(row) for row in (found.overall, *found.baseline)]
    yield "Simulated: recommended for suspension", WAYS, rows, f"From the onset of abuse. {milder}"
    rows = [_kind(one) for one in found.kinds if one.part != "honest"]
    yield (
        "Simulated: abusers by kind",
        ABUSERS,
        rows,
        "Missed is who was not recommended for suspension after the onset.",
    )
    rows = [_honest(one) for one in found.kinds if one.part == "honest"]
    yield "Simulated: honest accounts by kind", HONEST, rows, "Each is one too many, but for victims of pumping."
    rows = [_row(row) for row in found.alone]
    yield "Simulated: each detector alone", WAYS, rows, "Those that suspend by themselves."
    note = "Those whose absence changes what is found, or when; evidence that it gave to others stays."
    yield "Simulated: without one detector", WAYS, [_row(row) for row in found.without], note
    if report.what_if:
        rows = [_point(point) for point in report.what_if]
        yield "Simulated: what if a limit were another", LIMITS, rows, "Its detector alone, on a smaller simulation."
    yield _content(report.content)


def _content(measured: dict[str, Measured] | None) -> Table:
    title = "Real corpora: content models"
    if measured is None:
        return title, ("", ""), [], "Not measured: there are no corpora here. RINGFENCE_SHARED names their folder."
    heading, _, *rows = ([cell.strip() for cell in line[1:-1].split("|")] for line in table(measured))
    return title, heading, rows, "Texts that took no part in training; nothing here is simulated."


def _row(row: Row) -> list[str]:
    q = row.quality
    low, high = q.false_monthly[1:]
    return [
        row.name, _share(q.precision), _share(q.blatant), _share(q.adapting), _of(q.false),
        f"{q.false_monthly[0]:.1f} ({low:.1f} to {high:.1f})", _times(q.minutes), _times(q.minutes_adapting),
        _times(q.events),
    ]  # fmt: skip


def _times(of: Spread | None) -> str:
    return f"{of.median:,.0f} ({of.lower:,.0f} to {of.upper:,.0f}), 90 %: {of.p90:,.0f}" if of else ""


def _kind(one: ByKind) -> list[str]:
    counts = (one.accounts, one.warned, one.throttled, one.suspended, one.accounts - one.suspended)
    return [one.kind, one.part, *map(str, counts)]


def _honest(one: ByKind) -> list[str]:
    return [one.kind, *map(str, (one.accounts, one.warned, one.throttled, one.suspended)), ", ".join(one.detectors)]


def _point(point: Point) -> list[str]:
    name = f"{point.detector} [{point.limit}]"
    return [name, f"{point.value:g}", _of(point.found), _of(point.touched), str(point.suspended)]


def _of(of: Share) -> str:
    return f"{of.k} of {of.n}"


def _share(of: Share) -> str:
    if not of.n:
        return ""
    return f"{of.k} of {of.n}, {of.k / of.n:.1%} ({of.lower:.1%} to {of.upper:.1%})"


def text(report: Report) -> str:
    """All tables in Markdown, and where they come from."""
    return "\n\n".join([_source(report), *(markdown(one) for one in tables(report))])


def html(report: Report) -> str:
    """The page."""
    return page(
        "How good recommendations are", escape(_source(report)).replace("`", ""), _plots(report), tables(report)
    )


def _source(report: Report) -> str:
    of = ", ".join(f"{records:,} {topic}" for topic, records in report.records.items() if records)
    return f"`{report.command}`: simulated traffic of {report.days} days, {of}; seed {report.seed}."


def _plots(report: Report) -> Iterator[str]:
    found = report.compared
    rows = [(row.name, row.quality) for row in (found.overall, *found.baseline)]
    caught = [(name, 100 * q.recall.k / (q.recall.n or 1)) for name, q in rows]
    yield bars("Simulated: abusers found", caught, "%", WHOLE)
    wronged = [(name, q.false_monthly[0]) for name, q in rows]
    yield bars("Simulated: honest accounts suspended", wronged, "per 1,000 account-months", WHOLE)
    alone = [(row.name, float(row.quality.recall.k)) for row in found.alone]
    yield bars("Simulated: found by one detector alone", alone, "accounts")
    for (detector, limit), some in _by_limit(report.what_if).items():
        curves = {
            "abusers found, %": [(p.value, 100 * p.found.k / (p.found.n or 1)) for p in some],
            "honest warned, %": [(p.value, 100 * p.touched.k / (p.touched.n or 1)) for p in some],
        }
        yield lines(f"Simulated: {detector}", curves, limit, "% of accounts")


def _by_limit(points: Iterable[Point]) -> dict[tuple[str, str], list[Point]]:
    found: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        found.setdefault((point.detector, point.limit), []).append(point)
    return found
